// The rules an officer may switch on: what they are, how they stand in the address, and how the API names them.

import { page } from "geoapp/page";

const MOST_ZONES = 20;
const MOST_CORNERS = 60;

/**
 * One row per rule: `key` in the address, `wire` in the API, `values` to choose from, `first` when it is switched on.
 * `needs` are layers without which the rule has no meaning; `main` rules stand open, the others behind one button.
 */
export const RULES = [
  { key: "width", wire: "min_width_m", values: [1.5, 2, 2.5, 3, 3.5, 4], first: 2, unit: "m", needs: "alleys", main: true },
  { key: "spacing", wire: "spacing_m", values: [30, 50, 75, 100, 150, 200], first: page.norms.point_spacing_m, unit: "m", main: true },
  { key: "deep", wire: "deep_alleys_weight", values: [1.5, 2, 3, 5], first: 2, unit: "times", needs: "alleys", main: true },
  { key: "cap", wire: "cap_per_group", values: [1, 2, 3, 4, 5], first: 2, unit: "points", needs: "residential_groups", main: true },
  { key: "backup", wire: "backup" },
  { key: "graded", wire: "graded", values: [0.25, 0.5, 0.75], first: 0.5, unit: "share" },
  { key: "floor", wire: "floor_share", values: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], first: 0.3, unit: "share", needs: "residential_groups" },
  { key: "fair", wire: "fairest", needs: "residential_groups" },
  { key: "help", wire: "need_help_weight", values: [1.5, 2, 3, 5], first: 2, unit: "times" },
];

const byKey = new Map(RULES.map((rule) => [rule.key, rule]));
const byWire = new Map(RULES.map((rule) => [rule.wire, rule]));
const LEAST = { cap: 1, floor: 0, graded: 0, width: 0, spacing: 0, deep: 0, help: 0 };
const MOST = { cap: 50, floor: 1, graded: 1, width: 20, spacing: 1000, deep: 100, help: 100 };

/** Rules this ward can keep. */
export const usableRules = () => RULES.filter(({ key, needs }) => (!needs || page.layers.includes(needs)) && (key !== "graded" || page.radii_m.length > 1));

/** Returns the radius up to which graded cover counts in part: the next larger one, or null at the largest. */
export const gradedRadius = (radius) => page.radii_m.find((one) => one > radius) ?? null;

/** Reads "width:2,cap:2,backup" from the address; whatever is no rule is left out. */
export function readRules(text) {
  const rules = {};
  for (const part of (text ?? "").split(",")) {
    const [key, value] = part.split(":");
    const rule = byKey.get(key);
    if (!rule) continue;
    if (!rule.values) rules[key] = true;
    else if (fits(key, Number(value))) rules[key] = Number(value);
  }
  return rules;
}

const fits = (key, value) => Number.isFinite(value) && value > LEAST[key] - 1e-9 && value <= MOST[key] && value !== 0;

export const writeRules = (rules) => RULES.filter(({ key }) => rules[key] !== undefined)
  .map(({ key }) => (rules[key] === true ? key : `${key}:${rules[key]}`)).join(",");

/** Reads polygons, written as lon lat,lon lat,…;…. */
export function readZones(text) {
  return (text ?? "").split(";").slice(0, MOST_ZONES)
    .map((ring) => ring.split(",").slice(0, MOST_CORNERS).map((pair) => pair.split(" ").map(Number)))
    .filter((ring) => ring.length >= 3 && ring.every((place) => place.length === 2 && place.every(Number.isFinite)));
}

export const writeZones = (zones) => zones.map((ring) => ring.map(([lon, lat]) => `${lon.toFixed(6)} ${lat.toFixed(6)}`).join(",")).join(";");

/** Returns the rules as the API takes them. */
export function wireRules({ rules, zones, removed }, radius) {
  const wire = {};
  for (const { key, wire: name } of RULES) {
    if (rules[key] === undefined) continue;
    if (key === "graded") {
      const wider = gradedRadius(radius);
      if (wider !== null) wire[name] = { radius_m: wider, share: rules[key] };
    } else wire[name] = rules[key];
  }
  if (zones.length) wire.forbidden = { type: "MultiPolygon", coordinates: zones.map((ring) => [[...ring, ring[0]]]) };
  if (removed.length) wire.removed = removed;
  return wire;
}

/** Reads the API's rules back: {rules, zones}; what the page does not know stays away. */
export function fromWire(wire = {}) {
  const rules = {};
  for (const [name, value] of Object.entries(wire ?? {})) {
    const rule = byWire.get(name);
    if (!rule || value === null || value === false) continue;
    const plain = rule.key === "graded" ? value.share : value;
    if (rule.values ? fits(rule.key, Number(plain)) : plain === true) rules[rule.key] = plain;
  }
  return { rules, zones: zonesOf(wire?.forbidden) };
}

function zonesOf(geometry) {
  const list = { Polygon: [geometry?.coordinates], MultiPolygon: geometry?.coordinates }[geometry?.type] ?? [];
  return list.filter((polygon) => polygon?.[0]?.length > 3).map(([ring]) => ring.slice(0, -1));
}
