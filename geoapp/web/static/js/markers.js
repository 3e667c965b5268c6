// Symbols and badges on the map: real buttons with a name, placed by Leaflet.

const { L } = window;

/** Puts a button at [lat, lon]; the button itself handles clicks and keys. */
export function place(map, latlng, button, { zOffset = 0 } = {}) {
  const icon = L.divIcon({ className: "pin", html: button, iconSize: null });
  const marker = L.marker(latlng, { icon, keyboard: false, interactive: false, zIndexOffset: zOffset }).addTo(map);
  L.DomEvent.on(button, "click", (event) => {
    L.DomEvent.stopPropagation(event);
    if (!map.dragging?.moved()) button.dispatchEvent(new CustomEvent("choose", { bubbles: false }));
  });
  L.DomEvent.on(button, "dblclick", L.DomEvent.stopPropagation);
  button.addEventListener("focus", () => {
    if (button.matches(":focus-visible")) map.panInside(latlng, { padding: [60, 60], animate: false });
  });
  return marker;
}
