// Plane geometry of the map. Everything is projected once, into Web-Mercator pixels of one reference zoom
// relative to the ward's middle ("units"); a redraw only scales and shifts.

export const REFERENCE_ZOOM = 18;
const WORLD = 256 * 2 ** REFERENCE_ZOOM;
const EQUATOR_M_PER_PX = 156543.03392804097;
const RADIANS = Math.PI / 180;

/** Returns the projection of a ward: lon-lat to units, and back; `anchor` is the origin as [lat, lon]. */
export function projection([west, south, east, north]) {
  const lon0 = (west + east) / 2;
  const lat0 = (south + north) / 2;
  const [x0, y0] = world(lon0, lat0);
  const metresPerUnit = (EQUATOR_M_PER_PX * Math.cos(lat0 * RADIANS)) / 2 ** REFERENCE_ZOOM;
  const project = ([lon, lat]) => {
    const [x, y] = world(lon, lat);
    return [x - x0, y - y0];
  };
  const unproject = ([x, y]) => inverse(x + x0, y + y0);
  return { project, unproject, metresPerUnit, anchor: [lat0, lon0] };
}

function world(lon, lat) {
  const sine = Math.sin(lat * RADIANS);
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return [((lon + 180) / 360) * WORLD, y * WORLD];
}

function inverse(x, y) {
  const lat = Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) / RADIANS;
  return [(x / WORLD) * 360 - 180, lat];
}

/** Adds a run of [x, y] to a Path2D. */
export function addRun(path, run, close) {
  run.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
  if (close) path.closePath();
}

/** Returns the polygons of a GeoJSON geometry as lists of rings in units; other kinds give none. */
export function polygonsOf(geometry, project) {
  if (!geometry) return [];
  const { type, coordinates, geometries } = geometry;
  if (type === "Polygon") return [coordinates.map((ring) => ring.map(project))];
  if (type === "MultiPolygon") return coordinates.map((polygon) => polygon.map((ring) => ring.map(project)));
  if (type === "GeometryCollection") return geometries.flatMap((part) => polygonsOf(part, project));
  return [];
}

/** Returns the lines of a GeoJSON geometry in units. */
export function linesOf(geometry, project) {
  if (!geometry) return [];
  const { type, coordinates, geometries } = geometry;
  if (type === "LineString") return [coordinates.map(project)];
  if (type === "MultiLineString") return coordinates.map((line) => line.map(project));
  if (type === "GeometryCollection") return geometries.flatMap((part) => linesOf(part, project));
  return [];
}

/** Returns one Path2D of many polygons (each a list of rings). */
export function polygonPath(polygons) {
  const path = new Path2D();
  for (const rings of polygons) for (const ring of rings) addRun(path, ring, true);
  return path;
}

/** Returns one Path2D of many lines. */
export function linePath(lines) {
  const path = new Path2D();
  for (const line of lines) addRun(path, line, false);
  return path;
}

/** Tells whether a point lies inside a ring. */
export function insideRing([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [ax, ay] = ring[i];
    const [bx, by] = ring[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Tells whether a point lies inside any polygon, holes left out. */
export const insidePolygons = (point, polygons) =>
  polygons.some(([outer, ...holes]) => insideRing(point, outer) && !holes.some((hole) => insideRing(point, hole)));

/** Returns [minX, minY, maxX, maxY] of points. */
export function boxOf(points) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

/** Returns the distance from a point to a segment. */
export function segmentDistance([px, py], [ax, ay], [bx, by]) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const at = length ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length)) : 0;
  return Math.hypot(px - ax - at * dx, py - ay - at * dy);
}

const GRID_STEPS = 20;

/** Returns the point of a grid that lies deepest inside the polygons: where a badge stands best. */
export function deepestPoint(polygons) {
  const rings = polygons.flat();
  const [x0, y0, x1, y1] = boxOf(rings.flat());
  let best = [(x0 + x1) / 2, (y0 + y1) / 2];
  let depth = -1;
  for (let i = 1; i < GRID_STEPS; i += 1) {
    for (let j = 1; j < GRID_STEPS; j += 1) {
      const point = [x0 + ((x1 - x0) * i) / GRID_STEPS, y0 + ((y1 - y0) * j) / GRID_STEPS];
      const free = insidePolygons(point, polygons) ? edgeDistance(point, rings) : -1;
      if (free > depth) [best, depth] = [point, free];
    }
  }
  return best;
}

function edgeDistance(point, rings) {
  let least = Infinity;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) least = Math.min(least, segmentDistance(point, ring[i - 1], ring[i]));
  }
  return least;
}

const lengthOf = (line) => line.slice(1).reduce((sum, p, i) => sum + Math.hypot(p[0] - line[i][0], p[1] - line[i][1]), 0);
const AXIS_SAMPLES = 48;

/**
 * Returns the line along the middle of a long polygon (a river), or null for a round one: the ring is cut at its two
 * most distant corners, and points at the same share of both banks are averaged.
 */
export function longAxis(ring, slenderness = 4) {
  const corners = ring.slice(0, -1);
  const [a, b] = farthestPair(corners);
  const one = corners.slice(a, b + 1);
  const other = [...corners.slice(b), ...corners.slice(0, a + 1)].reverse();
  const left = resample(one, AXIS_SAMPLES);
  const right = resample(other, AXIS_SAMPLES);
  const axis = left.map(([x, y], i) => [(x + right[i][0]) / 2, (y + right[i][1]) / 2]);
  const width = left.reduce((sum, p, i) => sum + Math.hypot(p[0] - right[i][0], p[1] - right[i][1]), 0) / AXIS_SAMPLES;
  return lengthOf(axis) > slenderness * width ? axis : null;
}

function farthestPair(points) {
  let best = [0, 0];
  let most = -1;
  for (let i = 0; i < points.length; i += 1) {
    for (let j = i + 1; j < points.length; j += 1) {
      const d = (points[i][0] - points[j][0]) ** 2 + (points[i][1] - points[j][1]) ** 2;
      if (d > most) [best, most] = [[i, j], d];
    }
  }
  return best;
}

/** Returns `n` points spread evenly along a line. */
export function resample(line, n) {
  const total = lengthOf(line);
  const out = [];
  let i = 1;
  let passed = 0;
  for (let k = 0; k < n; k += 1) {
    const want = (total * k) / (n - 1);
    let step = Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
    while (passed + step < want && i < line.length - 1) {
      passed += step;
      i += 1;
      step = Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
    }
    const at = step ? Math.min(1, (want - passed) / step) : 0;
    out.push([line[i - 1][0] + at * (line[i][0] - line[i - 1][0]), line[i - 1][1] + at * (line[i][1] - line[i - 1][1])]);
  }
  return out;
}

/** Joins lines of one name end to end, so that a label finds room across crossings. */
export function chain(lines) {
  const open = lines.map((line) => line.slice());
  const done = [];
  while (open.length) {
    let line = open.shift();
    for (let joined = true; joined; ) {
      joined = false;
      for (let i = 0; i < open.length; i += 1) {
        const longer = joinEnds(line, open[i]);
        if (longer) {
          line = longer;
          open.splice(i, 1);
          joined = true;
          break;
        }
      }
    }
    done.push(line);
  }
  return done;
}

const meets = (p, q) => Math.abs(p[0] - q[0]) < 0.5 && Math.abs(p[1] - q[1]) < 0.5;

function joinEnds(a, b) {
  if (meets(a.at(-1), b[0])) return [...a, ...b.slice(1)];
  if (meets(a.at(-1), b.at(-1))) return [...a, ...b.slice(0, -1).reverse()];
  if (meets(a[0], b.at(-1))) return [...b, ...a.slice(1)];
  if (meets(a[0], b[0])) return [...b.slice(1).reverse(), ...a];
  return null;
}
