// What the reader chose: radius, metric, weight, group, layers. It lives in the address.

import { page } from "geoapp/page";

export const METRICS = ["walking", "straight"];
export const WEIGHTS = ["households", "people"];
export const LAYERS = ["households", "reach", "gaps", "deep_alleys", "safe_areas", "interfamily_groups", "water_sources"];
const LAYERS_AT_FIRST = ["households", "reach", "safe_areas"];

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const choice = (value, allowed, otherwise) => (allowed.includes(value) ? value : otherwise);

const KEEPS_NO_ADDRESS = location.protocol === "about:"; // a notebook's frame has no address of its own
const listeners = new Set();
export const state = read(new URLSearchParams(location.search));

/** Changes some of the state, writes the address and tells every listener what changed. */
export function change(patch, { push = false } = {}) {
  const keys = Object.keys(patch).filter((key) => !same(patch[key], state[key]));
  if (!keys.length) return;
  Object.assign(state, patch);
  write(push);
  tell(keys);
}

/** Calls `listener(state, changedKeys)` after every change. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Switches a layer on or off. */
export function toggleLayer(name, on) {
  const layers = LAYERS.filter((layer) => (layer === name ? on : state.layers.includes(layer)));
  change({ layers });
}

const tell = (keys) => listeners.forEach((listener) => listener(state, new Set(keys)));

function read(query) {
  const first = page.state ?? {};
  const layers = query.get("layers");
  return {
    radius: choice(Number(query.get("radius")), page.radii_m ?? [], first.radius ?? page.radii_m?.[0]),
    metric: choice(query.get("metric"), METRICS, first.metric ?? METRICS[0]),
    weight: choice(query.get("weight"), WEIGHTS, first.weight ?? WEIGHTS[0]),
    group: query.get("group") || page.group || null,
    layers: layers === null ? LAYERS_AT_FIRST : LAYERS.filter((name) => layers.split(",").includes(name)),
  };
}

function write(push) {
  const url = new URL(location.href);
  for (const key of ["radius", "metric", "weight"]) url.searchParams.set(key, state[key]);
  setOrDrop(url, "group", state.group);
  setOrDrop(url, "layers", same(state.layers, LAYERS_AT_FIRST) ? null : state.layers.join(","), true);
  if (url.href !== location.href && !KEEPS_NO_ADDRESS) history[push ? "pushState" : "replaceState"](null, "", url);
}

function setOrDrop(url, key, value, keepEmpty = false) {
  if (value === null || (value === "" && !keepEmpty)) url.searchParams.delete(key);
  else url.searchParams.set(key, value);
}

addEventListener("popstate", () => {
  const before = { ...state };
  Object.assign(state, read(new URLSearchParams(location.search)));
  tell(Object.keys(state).filter((key) => !same(before[key], state[key])));
});
