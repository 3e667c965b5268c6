// Writes icons and symbols into the frame of every page, and keeps the map's state when the language changes.

import { icon, symbol } from "geoapp/symbols";

const DEFAULT_SIZE = 20;

/** Fills every data-icon and data-symbol element below `root`. */
export function decorate(root = document) {
  for (const node of root.querySelectorAll("[data-icon]")) {
    node.replaceChildren(icon(node.dataset.icon, Number(node.dataset.size) || DEFAULT_SIZE));
  }
  for (const node of root.querySelectorAll("[data-symbol]")) {
    const size = Number(node.dataset.size) || DEFAULT_SIZE;
    node.replaceChildren(symbol(node.dataset.symbol, size, node.dataset.number ?? null));
  }
}

/** A language link carries the present query, so that the other language shows the same view. */
function keepState(link) {
  link.addEventListener("click", () => {
    const target = new URL(link.href);
    const language = target.searchParams.get("lang");
    target.search = location.search; // what was chosen since the page came, not what it came with
    target.searchParams.set("lang", language);
    link.href = target.href;
  });
}

decorate();
document.querySelectorAll("[data-keep-state]").forEach(keepState);
