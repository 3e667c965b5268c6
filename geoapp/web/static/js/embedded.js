// JSON that stands in the page itself, plain or as base64 of UTF-8.

/** Returns the value in <script id="…">, or null where there is none. */
export function embedded(id) {
  const node = document.getElementById(id);
  if (!node) return null;
  return JSON.parse(node.dataset.encoding === "base64" ? decode(node.textContent) : node.textContent);
}

function decode(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
