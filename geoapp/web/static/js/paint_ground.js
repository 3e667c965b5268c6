// The ground, from land to yards, and the areas that lie on it: reach and gaps.

import { C, GAP, LINE, REACH, Z, withAlpha } from "geoapp/style";

export function land(pen) {
  pen.flood(C.land);
}

export function water(pen, { around }) {
  pen.fillEach(around.water, C.water);
  pen.strokeEach(around.water, C.water_bank, LINE.bank);
  pen.stroke(around.waterLines, C.water, 3);
}

/** Tint of the ward and its built-up ground. */
export function ground(pen, scene) {
  const whole = pen.zoom >= Z.wholeBuiltUp;
  pen.fill(scene.outline.path, whole ? C.built_up : C.ward_land);
  if (!whole && pen.zoom >= Z.builtUp) pen.fill(scene.builtUp, C.built_up);
}

/** Lakes of the ward lie over its ground and its greens. */
export function lakes(pen, { outline, around }) {
  pen.clipped(outline.path, () => {
    pen.fillEach(around.water, C.water);
    pen.strokeEach(around.water, C.water_bank, 1);
  });
}

export function greens(pen, { around }) {
  pen.fillEach(around.green, C.green);
  if (pen.zoom >= Z.edges) pen.strokeEach(around.green, C.green_edge, 1);
  pen.fillEach(around.hill, C.green);
  pen.stroke(around.contours, C.contour, LINE.thin);
}

export function yards(pen, { around }) {
  pen.fillEach(around.yard, C.yard);
  pen.strokeEach(around.yard, C.yard_edge, 1);
}

export function publicBuildings(pen, { around }) {
  pen.fillEach(around.building, C.public_building);
  if (pen.zoom >= Z.edges) pen.strokeEach(around.building, C.public_building_edge, LINE.thin);
}

/** Walking reach: below everything that has an edge. */
export function reach(pen, scene, view) {
  if (!view.reach) return;
  pen.fill(view.reach, withAlpha(C.reach, REACH.fill));
  pen.stroke(view.reach, withAlpha(C.reach_edge, REACH.edge), REACH.width);
}

/** Gaps are hatched, so that they read in grey print and beside the reach. */
export function gaps(pen, scene, view) {
  if (!view.gaps) return;
  pen.fill(view.gaps, withAlpha(C.gap, GAP.fill));
  pen.hatch(view.gaps, withAlpha(C.gap, GAP.hatch), GAP.spacing);
  pen.stroke(view.gaps, withAlpha(C.gap, GAP.edge), GAP.width);
}

