// Reading the coverage document (geoapp/coverage@1): the server decides, the page only looks up.

import { page } from "geoapp/page";

/** The figures of one radius, of the whole document or of one of its groups. */
export const atRadius = (figures, radius) => figures.radii.find((row) => row.radius_m === radius) ?? null;

/** Weights by distance band, in the order of the radii, then all beyond. */
export function bandWeights(coverage) {
  const covered = [...coverage.radii].sort((a, b) => a.radius_m - b.radius_m).map((row) => row.covered_weight);
  const bands = covered.map((weight, i) => weight - (i ? covered[i - 1] : 0));
  return [...bands, coverage.demand.weight - (covered.at(-1) ?? 0)];
}

/** Rows of the table: one per group, and one for what belongs to none. */
export function groupRows(coverage, radius, groups) {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const points = countPoints(coverage.facilities ?? []);
  return coverage.groups.map((row) => {
    const figures = atRadius(row, radius);
    const group = byId.get(String(row.id)) ?? null;
    return {
      id: row.id === null ? null : String(row.id),
      name: row.name,
      label: group ? String(group.number) : row.name,
      known: group !== null,
      weight: row.weight,
      covered: figures?.covered_weight ?? 0,
      share: row.weight ? (figures?.share ?? 0) : null,
      missing: row.weight - (figures?.covered_weight ?? 0),
      points: points.get(String(row.id)) ?? 0,
    };
  });
}

function countPoints(facilities) {
  const counts = new Map();
  for (const { group } of facilities) counts.set(String(group), (counts.get(String(group)) ?? 0) + 1);
  return counts;
}

/** Names of distance bands: "≤ 25", "25–50", …, "> 200 m". */
export function bandNames(radii = page.radii_m) {
  const names = radii.map((radius, i) => (i ? `${radii[i - 1]}–${radius}` : `≤\u00a0${radius}`));
  return [...names, `>\u00a0${radii.at(-1)}\u00a0m`];
}

/** Custom properties of the bands: the last one is for all beyond. */
const BAND_VARIABLES = ["--b25", "--b50", "--b100", "--b200"];
export const bandVariable = (i, radiiCount) => (i >= radiiCount ? "var(--bfar)" : `var(${BAND_VARIABLES[Math.min(i, 3)]})`);
