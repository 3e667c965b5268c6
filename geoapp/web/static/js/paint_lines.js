// Lines over the houses: group borders, veil, ward line, the group in focus, safe areas, inter-family groups.

import { C, LINE, NAVY, VEIL, WHITE, Z, withAlpha } from "geoapp/style";

export function groupBorders(pen, { borders }) {
  const { far, near, dashFar, dashNear } = LINE.border;
  const small = pen.zoom < Z.small;
  pen.stroke(borders, C.group_border, small ? far : near, small ? dashFar : dashNear);
}

/** Outside the ward all is paler; water keeps a part of its colour. */
export function veil(pen, { outline, around }) {
  if (!outline.polygons.length) return;
  pen.outside(outline.path, () => {
    pen.flood(withAlpha(C.veil, VEIL.alpha));
    pen.alpha(VEIL.water, () => pen.fillEach(around.water, C.water));
  });
}

export function wardLine(pen, { outline }) {
  if (!outline.derived) return;
  pen.stroke(outline.path, withAlpha(WHITE, 0.85), LINE.ward.under);
  pen.stroke(outline.path, C.ward_line, LINE.ward.width, LINE.ward.dash);
}

export function focusLine(pen, { groups }, view) {
  const group = groups.find((one) => one.id === view.group);
  if (!group) return;
  pen.stroke(group.path, WHITE, LINE.focus.under);
  pen.stroke(group.path, NAVY, LINE.focus.width);
}

export function safeAreas(pen, scene, view) {
  if (!view.layers.includes("safe_areas")) return;
  for (const { path } of scene.safeAreas) {
    pen.fill(path, withAlpha(C.safe_area, LINE.safe.fill));
    pen.stroke(path, WHITE, LINE.safe.under);
    pen.stroke(path, C.safe_area, LINE.safe.width);
  }
}

export function interfamily(pen, scene, view) {
  if (!view.layers.includes("interfamily_groups")) return;
  const { width, under, dash, fill } = LINE.interfamily;
  for (const { path } of scene.interfamily) {
    pen.fill(path, withAlpha(C.interfamily, fill));
    pen.stroke(path, WHITE, under);
    pen.stroke(path, C.interfamily, width, dash);
  }
}
