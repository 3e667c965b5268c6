// A configured base map under ours: one PMTiles file, or online tiles where they are switched on.

import { page } from "geoapp/page";

const { L } = window;

/** Adds the configured base map; returns whether there is one. */
export function addUnderlay(map) {
  const { kind, url, attribution } = page.basemap ?? {};
  if (!kind) return false;
  const layer = kind === "pmtiles" ? window.protomapsL.leafletLayer({ url, flavor: "light", lang: page.lang, attribution: "" }) : L.tileLayer(url, { maxZoom: 20 });
  layer.addTo(map);
  if (attribution) credit(map, attribution);
  return true;
}

/** Attribution is text, never markup. */
export function credit(map, text) {
  const node = document.createElement("span");
  node.textContent = text;
  map.attributionControl.addAttribution(node.innerHTML);
}
