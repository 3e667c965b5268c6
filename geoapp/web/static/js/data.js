// Where the page's data come from: the API by fetch, or one embedded script in an offline file.

import { embedded } from "geoapp/embedded";
import { page } from "geoapp/page";

const ATTEMPTS = 3;
const WAIT_MS = 400;
const TIMEOUT_MS = 30000;
const store = new Map();
const inFile = readFile();

/** A failed load; `url` says what, `sentence` is the server's own explanation where there is one. */
export class LoadError extends Error {
  constructor(url, sentence, status = 0) {
    super(sentence || `${url} (${status})`);
    this.url = url;
    this.sentence = sentence;
    this.status = status;
  }
}

function readFile() {
  const payloads = embedded("data");
  return payloads ? new Map(Object.entries(payloads)) : null;
}

/** True where everything lies in the file itself. */
export const isOffline = inFile !== null;

/** Tells whether the file itself holds a layer. */
export const hasLayerInFile = (name) => inFile?.has(`layer:${name}`) ?? false;

export const loadLayer = (name) => load(`layer:${name}`, () => page.urls.layer.replace("{layer}", name));

/** The coverage document of one metric and weight, all radii at once. */
export const loadCoverage = (metric, weight) =>
  load(`coverage:${metric}:${weight}`, () => coverageUrl(metric, weight));

export const loadHouseholds = () => load("households", () => page.urls.households);

/** State and checks of every point's kit by id; empty where the file or the server has none. */
export async function loadKit() {
  if (!page.urls?.kit) return new Map();
  return new Map(Object.entries((await load("kit", () => page.urls.kit)).points));
}

export const loadAreas = (radius, metric) =>
  load(`areas:${radius}:${metric}`, () => withQuery(page.urls.areas, [["radius", radius], ["metric", metric]]));

/** Forgets failed and stored answers, so that a retry asks again. */
export const forget = () => store.clear();

/** The address of the coverage answer, also for a download in another format. */
export function coverageUrl(metric, weight, format = null) {
  const pairs = page.radii_m.map((radius) => ["radius", radius]);
  pairs.push(["metric", metric], ["weight", weight]);
  if (format) pairs.push(["format", format]);
  return withQuery(page.urls.coverage, pairs);
}

function withQuery(base, pairs) {
  const url = new URL(base, location.href);
  for (const [key, value] of pairs) url.searchParams.append(key, value);
  return url.href;
}

function load(key, address) {
  if (!store.has(key)) {
    const answer = inFile ? fromFile(key) : fetchJson(address());
    store.set(key, answer);
    answer.catch(() => store.delete(key));
  }
  return store.get(key);
}

async function fromFile(key) {
  if (!inFile.has(key)) throw new LoadError(key, "");
  return inFile.get(key);
}

async function fetchJson(url) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(url);
    } catch (error) {
      const final = error.status >= 400 && error.status < 500;
      if (final || attempt >= ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS * attempt));
    }
  }
}

async function ask(url) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(url, { signal: abort.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new LoadError(url, await explanation(answer), answer.status);
    return await answer.json();
  } catch (error) {
    throw error instanceof LoadError ? error : new LoadError(url, "");
  } finally {
    clearTimeout(timer);
  }
}

async function explanation(answer) {
  const type = answer.headers.get("Content-Type") || "";
  if (!type.includes("json")) return "";
  const body = await answer.json();
  return body.detail || body.title || "";
}
