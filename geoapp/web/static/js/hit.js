// Which house a click meant.

import { REFERENCE_ZOOM, insideRing } from "geoapp/geometry";
import { coarse } from "geoapp/dom";

const TOLERANCE_PX = { fine: 3, coarse: 9 };
const LEAST_ZOOM = 15.5; // further out a house is a dot, and the group is meant

/** Returns the house under a point in units, or the nearest within the tolerance, or null. */
export function hitHouse(houses, at, zoom) {
  if (!houses || zoom < LEAST_ZOOM) return null;
  const inside = houses.find(({ box, ring }) => inBox(at, box, 0) && insideRing(at, ring));
  if (inside) return inside;
  const reach = TOLERANCE_PX[coarse() ? "coarse" : "fine"] / 2 ** (zoom - REFERENCE_ZOOM);
  const near = houses.filter(({ box }) => inBox(at, box, reach));
  const far = (house) => Math.hypot(house.at[0] - at[0], house.at[1] - at[1]);
  return near.length ? near.reduce((a, b) => (far(b) < far(a) ? b : a)) : null;
}

const inBox = ([x, y], [x0, y0, x1, y1], reach) => x >= x0 - reach && x <= x1 + reach && y >= y0 - reach && y <= y1 + reach;
