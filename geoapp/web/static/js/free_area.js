// Which part of the map the cards leave free, and what labels must keep clear of.

import { byId, narrow } from "geoapp/dom";

const { L } = window;
const GAP = 14;
const CARDS = ".float, .leaflet-control, .fab, .toast, .panel";

/** Boxes of the cards over the map, in container pixels. */
export function cardBoxes(map) {
  const origin = map.getContainer().getBoundingClientRect();
  return [...document.querySelectorAll(CARDS)]
    .map((node) => node.getBoundingClientRect())
    .filter((box) => box.width && box.right > origin.left && box.left < origin.right)
    .map((box) => [box.left - origin.left, box.top - origin.top, box.right - origin.left, box.bottom - origin.top]);
}

/** Padding that keeps a fitted box out from under the cards. */
export function padding(sheetHeight) {
  if (narrow()) return { paddingTopLeft: [GAP, GAP], paddingBottomRight: [GAP, sheetHeight + GAP] };
  const layers = byId("layers");
  const right = layers?.offsetWidth ? layers.offsetWidth + 2 * GAP : GAP;
  return { paddingTopLeft: [GAP, GAP], paddingBottomRight: [right, GAP] };
}

/** Returns the bounds of polygons in units as Leaflet bounds. */
export function boundsOf({ frame }, [x0, y0, x1, y1]) {
  const [west, north] = frame.unproject([x0, y0]);
  const [east, south] = frame.unproject([x1, y1]);
  return L.latLngBounds([south, west], [north, east]);
}
