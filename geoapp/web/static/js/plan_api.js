// Calls of the planner. Every failure is one error with the server's words; the page decides what to say and offer.

import { LoadError } from "geoapp/data";
import { page } from "geoapp/page";

const TIMEOUT_MS = 20000;

/** A refused or failed call: `status` 0 means that the server did not answer; `body` is its problem document. */
export class CallError extends LoadError {
  constructor(url, body, status) {
    super(url, body?.detail || body?.title || "", status);
    this.body = body ?? {};
  }

  get gone() {
    return this.status === 0 || this.status >= 502;
  }
}

/** Sends a call; resolves to the answer's JSON, or null where it has no body. */
async function call(method, url, body = undefined, { signal } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  signal?.addEventListener("abort", () => abort.abort());
  try {
    return await answerOf(await fetch(url, request(method, body, abort.signal)), url);
  } catch (error) {
    if (error instanceof CallError || signal?.aborted) throw error;
    throw new CallError(url, null, 0);
  } finally {
    clearTimeout(timer);
  }
}

function request(method, body, signal) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["Content-Type"] = "application/json";
  return { method, headers, signal, cache: "no-store", body: method === "GET" ? undefined : JSON.stringify(body ?? {}) };
}

async function answerOf(answer, url) {
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  const body = isJson ? await answer.json() : null;
  if (!answer.ok) throw new CallError(url, body, answer.status);
  return body;
}

const at = (name, values = {}) => page.urls.plan[name].replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(values[key]));

function withQuery(base, pairs) {
  const url = new URL(base, location.href);
  for (const [key, value] of Object.entries(pairs)) url.searchParams.set(key, value);
  return url.href;
}

export const whatIf = (wish, signal) => call("POST", at("what_if"), wish, { signal });
export const areasAfter = (wish, gaps) => call("POST", withQuery(at("areas"), { gaps: gaps ? "yes" : "no" }), wish);
export const propose = (wish) => call("POST", at("propose"), wish);
export const curve = (wish) => call("POST", at("curve"), wish);
export const job = (id) => call("GET", at("job", { job: id }));
export const stopJob = (id) => call("DELETE", at("job", { job: id }));
export const variants = () => call("GET", at("plans"));
export const createVariant = (variant) => call("POST", at("plans"), variant);
export const changeVariant = (id, variant) => call("PUT", at("plan", { plan: id }), variant);
export const deleteVariant = (id) => call("DELETE", at("plan", { plan: id }));
export const adopt = (id) => call("POST", at("adopt", { plan: id }));
export const takeBack = (id) => call("DELETE", at("adopt", { plan: id }));
export const resilience = ({ radius, metric, weight }) => call("GET", withQuery(at("resilience"), { radius, metric, weight }));
export const signIn = (code) => call("POST", at("officer"), { code });
export const fileOf = (id, format) => withQuery(at("plan", { plan: id }), { format });
