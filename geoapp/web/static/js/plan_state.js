// The plan on the table: how many points are wanted, the pins, the points assumed away, the rules, and what was proved.
// Pins, rules and wish live in the address; what the address cannot hold (proof, ticks, the open variant) in the session.

import { page } from "geoapp/page";
import { readRules, readZones, wireRules, writeRules, writeZones } from "geoapp/plan_rules";
import { change, state } from "geoapp/state";

export const MOST_WANTED = 50;
export const MOST_PINS = 60;
const MOST_STEPS = 100;
const FIRST_WANTED = 5;
const METRES_PER_DEGREE = 112_000; // a little more than any, so that the server's own limit lies just beyond
const KEPT = `geoapp.plan.${page.ward?.id}`;

const listeners = new Set();
const past = [];
const future = [];

export const plan = read();

/** Calls `listener(changedKeys)` after every change. */
export const onPlan = (listener) => listeners.add(listener);

const tell = (...keys) => listeners.forEach((listener) => listener(new Set(keys)));

function read() {
  const query = new URLSearchParams(location.search);
  const wanted = Math.round(Number(query.get("new")));
  const fresh = {
    wanted: wanted >= 1 && wanted <= MOST_WANTED ? wanted : FIRST_WANTED,
    pins: readPins(query.get("pins")),
    removed: [...new Set(query.getAll("off"))],
    rules: readRules(query.get("rules")),
    zones: readZones(query.get("zones")),
    proof: null, checks: {}, variant: null, note: "", job: null,
  };
  return withKept(fresh);
}


/** Tells whether a place is the ward's: in its bounds or in the neighbourhood that its data may reach into. */
export function nearWard([lon, lat]) {
  const [west, south, east, north] = page.ward.bounds;
  const dy = page.norms.neighbourhood_m / METRES_PER_DEGREE;
  const dx = dy / Math.cos((((south + north) / 2) * Math.PI) / 180);
  return lon >= west - dx && lon <= east + dx && lat >= south - dy && lat <= north + dy;
}

function readPins(text) {
  return (text ?? "").split(";").slice(0, MOST_PINS).map((pair) => pair.split(",").map(Number))
    .filter((place) => place.length === 2 && place.every(Number.isFinite) && nearWard(place))
    .map(([lon, lat], i) => ({ id: `g${i + 1}`, lon, lat }));
}

function placesOf(pins) {
  return pins.map(({ lon, lat }) => `${lon},${lat}`).join(";");
}

const PLACES = 1e7; // seven decimals of a degree, as layers are stored: the plan, the address and the adopted point agree

/** A place as every part of the planner holds it: {lon, lat} of seven decimals. */
export const placed = ([lon, lat]) => ({ lon: Math.round(lon * PLACES) / PLACES, lat: Math.round(lat * PLACES) / PLACES });

/** What a session kept counts only for the very same pins. */
function withKept(fresh) {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  } catch {
    return fresh; // storage is switched off or holds something else: the address alone speaks
  }
  if (!kept) return fresh;
  const same = kept.places === placesOf(fresh.pins) && kept.removed?.join() === fresh.removed.join();
  if (!same) return { ...fresh, job: kept.job ?? null };
  const pins = fresh.pins.map((pin, i) => ({ ...pin, id: String(kept.ids?.[i] ?? pin.id) }));
  const { proof = null, checks = {}, variant = null, note = "", job = null } = kept;
  return { ...fresh, pins, proof, checks, variant, note, job };
}

function keep() {
  const { pins, removed, proof, checks, variant, note, job } = plan;
  const kept = { places: placesOf(pins), ids: pins.map(({ id }) => id), removed, proof, checks, variant, note, job };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // no room or no storage: the address still holds the pins
  }
}

function write() {
  const url = new URL(location.href);
  const set = (key, value) => (value ? url.searchParams.set(key, value) : url.searchParams.delete(key));
  set("new", plan.wanted === FIRST_WANTED ? "" : plan.wanted);
  set("pins", placesOf(plan.pins));
  set("rules", writeRules(plan.rules));
  set("zones", writeZones(plan.zones));
  url.searchParams.delete("off");
  plan.removed.forEach((id) => url.searchParams.append("off", id));
  if (url.href !== location.href) history.replaceState(null, "", url);
  keep();
}

/** Changes the plan without a step back: the wish, the rules, ticks, a running job. */
export function setPlan(patch) {
  Object.assign(plan, patch);
  write();
  tell(...Object.keys(patch));
}

const snapshot = () => ({
  pins: plan.pins, removed: plan.removed, proof: plan.proof, checks: plan.checks, variant: plan.variant, note: plan.note,
});

/** Changes pins or removed points as one step that can be undone; a hand-made change ends the proof. */
export function edit(patch, { keepProof = false } = {}) {
  past.push(snapshot());
  if (past.length > MOST_STEPS) past.shift();
  future.length = 0;
  restore({ ...patch, ...(keepProof ? {} : { proof: null }) });
}

/** Replaces the last step's outcome, without a new one: pins of a job that is still running, a drag. */
export function amend(patch) {
  restore(patch);
}

function restore(patch) {
  const changed = Object.keys(patch).filter((key) => plan[key] !== patch[key]);
  Object.assign(plan, patch);
  write();
  tell(...changed);
}

export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;

export function undo() {
  if (!past.length) return false;
  future.push(snapshot());
  restore(past.pop());
  return true;
}

export function redo() {
  if (!future.length) return false;
  past.push(snapshot());
  restore(future.pop());
  return true;
}

let lastNumber = 0;

/** A name for a new pin that no present pin bears. */
export function freshId() {
  const taken = new Set(plan.pins.map(({ id }) => id));
  do lastNumber += 1; while (taken.has(`g${lastNumber}`));
  return `g${lastNumber}`;
}

/** What a proposal is asked with; two proofs with the same key answer the same question. */
export function question() {
  const { radius, metric, weight } = state;
  return {
    new: plan.wanted, radius, metric, weight, goal: "max-coverage", candidates: page.layers.includes("alleys") ? "along-alleys" : "anywhere",
    rules: wireRules({ ...plan, removed: [] }, radius), existing_off: plan.removed,
  };
}

export const keyOf = (asked) => JSON.stringify([
  asked.new, asked.radius, asked.metric, asked.weight, asked.rules, [...(asked.existing_off ?? [])].sort(),
]);

/** Brings radius, metric and weight of a variant into the address. */
export const useSettings = ({ radius, metric, weight }) => change({ radius, metric, weight });
