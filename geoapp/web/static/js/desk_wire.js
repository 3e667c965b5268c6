// Calls that change or start something. Every failure is one error with the server's words; the page decides what to say.

import { LoadError } from "geoapp/data";

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
export async function call(method, url, body = undefined, { signal } = {}) {
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
