// A configured base map under ours: one PMTiles file, or online tiles where they are switched on.

import { page } from "geoapp/page";

const { L } = window;

const DEEPEST_ONLINE = 19; // beyond it tiles are enlarged
const DEEPEST_SHOWN = 20;

/** Adds the configured base map; returns its layer, or null where there is none. */
export function addUnderlay(map) {
  const { kind, url, attribution, max_zoom: deepest } = page.basemap ?? {};
  if (!kind) return null;
  const layer = kind === "pmtiles" ? vectorTiles(url, deepest) : onlineTiles(url, deepest);
  layer.addTo(map);
  if (attribution) credit(map, attribution);
  return layer;
}

function vectorTiles(url, deepest) {
  return window.protomapsL.leafletLayer({ url, flavor: "light", lang: page.lang, attribution: "", maxDataZoom: deepest ?? undefined });
}

const onlineTiles = (url, deepest) => L.tileLayer(url, { maxZoom: DEEPEST_SHOWN, maxNativeZoom: deepest ?? DEEPEST_ONLINE });

/** Resolves when the tiles of the view are drawn, or after `most` milliseconds without them. */
export function tilesDrawn(layer, most) {
  if (!layer?.isLoading?.()) return Promise.resolve();
  return new Promise((resolve) => {
    layer.once("load", resolve);
    setTimeout(resolve, most);
  });
}

/** Attribution is text, never markup. */
export function credit(map, text) {
  const node = document.createElement("span");
  node.textContent = text;
  map.attributionControl.addAttribution(node.innerHTML);
}
