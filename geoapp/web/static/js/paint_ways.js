// Streets, alleys, deep alleys and bridges: all casings first, then all fills.

import { ALLEY_FLOOR, ALLEY_RANK, BRIDGE_RAIL, C, CASING, LINE, STREET_FLOOR, WHITE, Z } from "geoapp/style";

/** Width of a way on screen: its metres, but never below the floor of its rank. */
export function wayWidth(pen, { rank, units }) {
  const floor = rank === ALLEY_RANK ? alleyFloor(pen.zoom) : STREET_FLOOR[rank];
  return Math.max(units * pen.scale, floor);
}

const alleyFloor = (zoom) => (zoom < Z.alleyWide ? ALLEY_FLOOR.far : ALLEY_FLOOR.near);

export function casings(pen, { wayGroups }) {
  const street = pen.zoom < Z.small ? CASING.far : CASING.near;
  for (const group of wayGroups) {
    const alley = group.rank === ALLEY_RANK;
    if (alley && pen.zoom < Z.alleyCasing) continue;
    const extra = alley ? CASING.alley : street;
    pen.stroke(group.path, alley ? C.alley_casing : C.street_casing, wayWidth(pen, group) + extra);
  }
}

export function fills(pen, { wayGroups }) {
  for (const group of wayGroups) {
    pen.stroke(group.path, group.rank === ALLEY_RANK ? C.alley : C.street, wayWidth(pen, group));
  }
}

/** Alleys deeper than the trigger where no truck gets in. */
export function deepAlleys(pen, { frame }, view) {
  if (!view.deepAlleys) return;
  const { least, most, metres, dash } = LINE.deep;
  const width = Math.max(least, Math.min(most, (metres / frame.metresPerUnit) * pen.scale));
  pen.stroke(view.deepAlleys, C.deep_alley, width, dash);
}

/** A bridge lies over the water and the veil again. */
export function bridges(pen, { around, frame, bridgePath }) {
  if (!around.bridges.length) return;
  const { metres, least, rail } = LINE.bridge;
  const width = Math.max((metres / frame.metresPerUnit) * pen.scale, least);
  pen.stroke(bridgePath, BRIDGE_RAIL, width + rail);
  pen.stroke(bridgePath, WHITE, width);
}
