// Every number of the map's drawing, from the look guide, section 4. Pixels are CSS pixels.

import symbology from "geoapp/symbology";

export const C = symbology.map;
export const BANDS = symbology.bands;
export const UNREACHABLE = symbology.unreachable;
export const NAVY = symbology.tokens.navy;
export const FONT = '"Be Vietnam Pro", system-ui, sans-serif';

/** Zooms at which the drawing changes. */
export const Z = {
  small: 15,
  alleyWide: 15.5,
  alleyCasing: 16,
  edges: 15.5,
  builtUp: 14.5,
  shapes: 16.75,
  wholeBuiltUp: 17.2,
  bigSymbols: 17,
  labels: [14.75, 14.75, 15.6, 16.4, 17.4],
  yardLabels: 16.25,
};

/** Streets by rank: least width in pixels, label size far and near. Rank 4 is an alley. */
export const STREET_FLOOR = [3.6, 2.8, 2, 1.4];
export const CASING = { far: 1.2, near: 1.8, alley: 1.4 };
export const ALLEY_FLOOR = { far: 0.55, near: 0.9 };
export const ALLEY_RANK = 4;
export const LABEL_SIZE = { near: [13, 12.5, 12, 11.5, 10.5], far: [11.5, 11, 10.5, 10.5, 10.5] };
export const LABEL_NEAR_ZOOM = [16, 16, 16.5, 16.5, 18];

export const HOUSE = {
  plainEdge: 0.7,
  plainEdgeZoom: 16,
  farEdge: 0.9,
  midEdge: 0.5,
  reachedEdge: 0.7,
  hollowEdge: 1.4,
  hollowFill: 0.38,
  thin: 0.5, // lines of houses drawn as shapes further out than usual
  smallBeyond: 0.45,
  otherGroup: 0.28,
  pointSide_m: 6.5,
  estimateSide_m: 10.6, // cells of the server's 10 m grid, a little more so that no light shows between them
  estimate: 0.42, // a wash: nobody's house is known there
  estimateBeyond: 0.16,
};

export const LINE = {
  bank: 1.2,
  thin: 0.8,
  border: { far: 1, near: 1.5, dashFar: [4, 3], dashNear: [7, 4] },
  ward: { width: 2, dash: [12, 3, 2, 3], under: 5 },
  focus: { width: 3, under: 7 },
  safe: { width: 2.4, under: 5, fill: 0.09 },
  interfamily: { width: 1.8, under: 4, dash: [2, 3], fill: 0.07 },
  deep: { least: 1.6, most: 3, metres: 2, dash: [5, 4] },
  bridge: { metres: 14, least: 3.6, rail: 3 },
};

export const REACH = { fill: 0.16, edge: 0.55, width: 1 };
export const GAP = { fill: 0.1, hatch: 0.55, edge: 0.7, width: 1, spacing: 8 };
export const VEIL = { alpha: 0.58, water: 0.55 };
export const BRIDGE_RAIL = "#9AA5AF";
export const WHITE = "#FFFFFF";

/** Sizes of the symbols by zoom. */
export const symbolSize = (zoom) => (zoom < Z.small ? 14 : zoom < Z.bigSymbols ? 20 : 26);

/** Returns `hex` with an alpha of 0 to 1. */
export function withAlpha(hex, alpha) {
  const value = Number.parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${alpha})`;
}
