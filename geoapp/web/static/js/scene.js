// The ward as things to draw: GeoJSON layers become paths in units, sorted by what they are.

import { fold } from "geoapp/format";
import { ALLEY_RANK, HOUSE } from "geoapp/style";
import {
  addRun, boxOf, chain, deepestPoint, linePath, linesOf, longAxis, polygonPath, polygonsOf, projection, resample,
} from "geoapp/geometry";

const NONE = { type: "FeatureCollection", features: [] };
const RANK_WIDTHS_M = [12, 8, 5.5];
const ALLEY_WORDS = /^(ngo|hem|ngach|kiet|loi|duong mon|alley|lane)\b/;
const UNCLASSED_WIDTH_M = 3;

/** Builds the scene of a ward from its layers (name -> FeatureCollection). */
export function buildScene(bounds, layers) {
  const frame = projection(bounds);
  const features = (name) => (layers[name] ?? NONE).features.filter((feature) => feature.geometry);
  const groups = groupsOf(features("residential_groups"), frame);
  const outline = outlineOf(features("ward_outline"), groups, frame);
  return {
    frame,
    groups,
    outline,
    borders: bordersOf(features("group_borders"), groups, frame),
    builtUp: polygonPath(features("built_up").flatMap((f) => polygonsOf(f.geometry, frame.project))),
    around: surroundingsOf(features("surroundings"), frame),
    ...waysOf(features("alleys"), frame),
    safeAreas: areasOf(features("safe_areas"), frame),
    interfamily: areasOf(features("interfamily_groups"), frame),
    firePoints: pointsOf(features("fire_points"), frame),
    waters: pointsOf(features("water_sources"), frame),
    houses: null,
    plainHouses: null,
  };
}

const idOf = (feature) => String(feature.id ?? feature.properties?.id ?? "");

function areasOf(features, { project }) {
  return features.map((feature) => {
    const polygons = polygonsOf(feature.geometry, project);
    const point = feature.geometry.type === "Point" ? project(feature.geometry.coordinates) : null;
    return {
      id: idOf(feature),
      properties: feature.properties ?? {},
      polygons,
      path: polygonPath(polygons),
      at: point ?? deepestPoint(polygons),
    };
  });
}

function groupsOf(features, frame) {
  return areasOf(features, frame)
    .filter((area) => area.polygons.length)
    .map((area) => ({ ...area, number: area.properties.number ?? area.id, box: boxOf(area.polygons.flat(2)) }));
}

function pointsOf(features, { project }) {
  return features
    .filter((feature) => feature.geometry.type === "Point")
    .map((feature) => ({
      id: idOf(feature),
      properties: feature.properties ?? {},
      lonlat: feature.geometry.coordinates,
      at: project(feature.geometry.coordinates),
    }));
}

function outlineOf(features, groups, { project }) {
  const polygons = features.flatMap((feature) => polygonsOf(feature.geometry, project));
  const known = polygons.length ? polygons : groups.flatMap((group) => group.polygons);
  return { polygons: known, path: polygonPath(known), derived: polygons.length > 0 };
}

function bordersOf(features, groups, { project }) {
  if (features.length) return linePath(features.flatMap((feature) => linesOf(feature.geometry, project)));
  return polygonPath(groups.flatMap((group) => group.polygons));
}

/** Streets carry a rank 0 (widest) to 3; alleys are rank 4. The data may say it; else name and width do. */
export function rankOf(properties) {
  if (Number.isInteger(properties.rank)) return Math.min(properties.rank, ALLEY_RANK);
  const width = Number(properties.width_min_m) || UNCLASSED_WIDTH_M;
  const narrow = width < RANK_WIDTHS_M[2] && properties.truck_access !== "truck";
  if (ALLEY_WORDS.test(fold(properties.name ?? "")) || narrow) return ALLEY_RANK;
  const rank = RANK_WIDTHS_M.findIndex((least) => width >= least);
  return rank < 0 ? RANK_WIDTHS_M.length : rank;
}

function waysOf(features, { project, metresPerUnit }) {
  const ways = features.flatMap((feature) => {
    const properties = feature.properties ?? {};
    const width = Number(properties.width_min_m) || UNCLASSED_WIDTH_M;
    const rank = rankOf(properties);
    return linesOf(feature.geometry, project).map((line) => ({
      id: idOf(feature), name: properties.name ?? "", rank, width, line, bridge: properties.bridge === true,
    }));
  });
  return { ways, wayGroups: byWidth(ways, metresPerUnit), names: namedWays(ways) };
}

/** Ways of one rank and width share one path, so that a redraw strokes a few dozen paths and not thousands. */
function byWidth(ways, metresPerUnit) {
  const groups = new Map();
  for (const way of ways) {
    const width = Math.round(way.width * 2) / 2;
    const key = `${way.rank}|${width}`;
    if (!groups.has(key)) groups.set(key, { rank: way.rank, units: width / metresPerUnit, path: new Path2D() });
    addRun(groups.get(key).path, way.line, false);
  }
  return [...groups.values()].sort((a, b) => b.rank - a.rank || a.units - b.units);
}

function namedWays(ways) {
  const byName = new Map();
  for (const way of ways.filter((one) => one.name)) {
    const key = `${way.rank}|${way.name}`;
    if (!byName.has(key)) byName.set(key, { name: way.name.normalize("NFC"), rank: way.rank, lines: [], width: way.width });
    byName.get(key).lines.push(way.line);
  }
  return [...byName.values()]
    .map((named) => {
      const lines = chain(named.lines);
      return { ...named, lines, boxes: lines.map(boxOf) };
    })
    .sort((a, b) => a.rank - b.rank || b.width - a.width || (a.name < b.name ? -1 : 1));
}

function surroundingsOf(features, { project }) {
  const of = (kind) => features.filter((feature) => feature.properties?.kind === kind);
  const fills = (kind) => of(kind).map((f) => polygonPath(polygonsOf(f.geometry, project)));
  const lines = (kind) => of(kind).flatMap((f) => linesOf(f.geometry, project));
  const hills = of("hill").flatMap((f) => polygonsOf(f.geometry, project));
  return {
    water: fills("water"),
    waterLines: linePath(lines("water")),
    green: fills("green"),
    hill: fills("hill"),
    contours: linePath([...lines("hill"), ...hills.flat()]),
    yard: fills("yard"),
    building: fills("public_building"),
    bridges: lines("bridge").concat(of("bridge").flatMap((f) => bridgeAxis(f.geometry, project))),
    labels: [...waterNames(of("water"), project), ...placeNames(features, project)],
  };
}

function bridgeAxis(geometry, project) {
  return polygonsOf(geometry, project).map(([ring]) => longAxis(ring, 2)).filter(Boolean);
}

function waterNames(features, project) {
  return features.filter((f) => f.properties.name).flatMap((feature) => {
    const name = feature.properties.name.normalize("NFC");
    const lines = linesOf(feature.geometry, project);
    const axes = polygonsOf(feature.geometry, project).map(([ring]) => longAxis(ring)).filter(Boolean);
    const along = [...lines, ...axes];
    if (along.length) return along.map((line) => ({ kind: "river", name, line: resample(line, 60) }));
    return [{ kind: "pond", name, at: deepestPoint(polygonsOf(feature.geometry, project)) }];
  });
}

const PLACE_KINDS = ["yard", "public_building", "green", "hill"];

function placeNames(features, project) {
  const seen = new Set();
  return PLACE_KINDS.flatMap((kind) => features.filter((f) => f.properties?.kind === kind && f.properties.name))
    .filter(({ properties }) => !seen.has(properties.name) && seen.add(properties.name))
    .map((feature) => ({ polygons: polygonsOf(feature.geometry, project), name: feature.properties.name.normalize("NFC") }))
    .filter(({ polygons }) => polygons.length)
    .map(({ polygons, name }) => ({ kind: "place", name, at: deepestPoint(polygons) }));
}

/** Decodes the compact households payload into houses with their shapes in units. */
export function decodeHouses(payload, { project, metresPerUnit }) {
  const { origin, step, shape, ids } = payload;
  const side = (payload.estimated ? HOUSE.estimateSide_m : HOUSE.pointSide_m) / metresPerUnit;
  const houses = [];
  let k = 0;
  for (let i = 0; i < ids.length; i += 1) {
    const corners = shape[k];
    let x = shape[k + 1];
    let y = shape[k + 2];
    k += 3;
    const run = [project([origin[0] + x * step[0], origin[1] + y * step[1]])];
    for (let n = 1; n < corners; n += 1, k += 2) {
      x += shape[k];
      y += shape[k + 1];
      run.push(project([origin[0] + x * step[0], origin[1] + y * step[1]]));
    }
    houses.push(houseOf(i, run, side));
  }
  return houses;
}

function houseOf(index, run, side) {
  const ring = run.length > 2 ? run : square(run[0], side);
  return { index, ring, box: boxOf(ring), at: centreOf(ring) };
}

function square([x, y], side) {
  const h = side / 2;
  return [[x - h, y - h], [x + h, y - h], [x + h, y + h], [x - h, y + h]];
}

const centreOf = (ring) => {
  const [x0, y0, x1, y1] = boxOf(ring);
  return [(x0 + x1) / 2, (y0 + y1) / 2];
};

/** Plain houses of the buildings layer, for a map without figures. */
export function plainHouses(collection, { project, metresPerUnit }) {
  const rings = (collection ?? NONE).features.flatMap((feature) => {
    const polygons = polygonsOf(feature.geometry, project);
    if (polygons.length) return polygons;
    if (feature.geometry?.type !== "Point") return [];
    return [[square(project(feature.geometry.coordinates), HOUSE.pointSide_m / metresPerUnit)]];
  });
  return polygonPath(rings);
}
