// Houses: plain, or coloured by the band the server put them in. Beyond the radius they are hollow.

import { addRun } from "geoapp/geometry";
import { BANDS, C, HOUSE, UNREACHABLE, WHITE, Z } from "geoapp/style";

const UNREACHABLE_BAND = -1;

/** Sorts houses into one path per band and per side of the group in focus. */
export function batchHouses(houses, payload, metric, focusGroup) {
  const bands = payload.band[metric];
  const distances = payload.distance_dm[metric];
  const focus = focusGroup === null ? null : payload.groups.indexOf(focusGroup);
  const batches = new Map();
  for (const house of houses) {
    const band = distances[house.index] < 0 ? UNREACHABLE_BAND : bands[house.index];
    const inFocus = focus === null || payload.group[house.index] === focus;
    const key = `${band}|${inFocus}`;
    if (!batches.has(key)) batches.set(key, { band, inFocus, path: new Path2D() });
    addRun(batches.get(key).path, house.ring, true);
  }
  return [...batches.values()].sort((a, b) => Number(a.inFocus) - Number(b.inFocus) || b.band - a.band);
}

/** Colours of a band index; the last colour is for all beyond, the grey one for houses without a path. */
export function bandColours(band, radiiCount) {
  if (band === UNREACHABLE_BAND) return UNREACHABLE;
  return band >= radiiCount ? BANDS.at(-1) : BANDS[Math.min(band, BANDS.length - 2)];
}

export function houses(pen, scene, view) {
  if (!view.houseBatches) {
    plain(pen, scene);
    return;
  }
  for (const batch of view.houseBatches) {
    pen.alpha(batch.inFocus ? 1 : HOUSE.otherGroup, () => oneBatch(pen, batch, view));
  }
}

function plain(pen, { plainHouses: path }) {
  if (!path) return;
  pen.fill(path, C.house, "nonzero");
  if (pen.zoom >= HOUSE.plainEdgeZoom) pen.stroke(path, C.house_edge, HOUSE.plainEdge);
}

function oneBatch(pen, { band, path }, view) {
  const { fill, edge } = bandColours(band, view.radiiCount);
  const beyond = band === UNREACHABLE_BAND || band > view.radiusIndex;
  if (view.estimated) pen.alpha(beyond ? HOUSE.estimateBeyond : HOUSE.estimate, () => pen.fill(path, fill, "nonzero"));
  else if (pen.zoom >= view.shapesFrom) near(pen, path, fill, edge, beyond);
  else far(pen, path, fill, beyond && isBlue(band, view.radiiCount));
}

/** Blue bands read as "reached"; beyond the radius they step back. */
const isBlue = (band, radiiCount) => band >= 0 && band < radiiCount && band < 3;

function far(pen, path, fill, faint) {
  pen.alpha(faint ? HOUSE.smallBeyond : 1, () => {
    pen.fill(path, fill, "nonzero");
    pen.stroke(path, fill, pen.zoom < Z.small ? HOUSE.farEdge : HOUSE.midEdge);
  });
}

function near(pen, path, fill, edge, beyond) {
  const thin = pen.zoom >= Z.shapes ? 1 : HOUSE.thin;
  if (beyond) {
    pen.fill(path, WHITE, "nonzero");
    pen.alpha(HOUSE.hollowFill, () => pen.fill(path, fill, "nonzero"));
  } else {
    pen.fill(path, fill, "nonzero");
  }
  pen.stroke(path, edge, thin * (beyond ? HOUSE.hollowEdge : HOUSE.reachedEdge));
}
