// What the present pins would change, asked while they move: one question at a time, the latest wins.

import { whatIf } from "geoapp/plan_api";

const PAUSE_MS = 60;

export class Live {
  /** `onAnswer(outcome, wish)` and `onFailure(error)` are called for the latest question only. */
  constructor(onAnswer, onFailure) {
    Object.assign(this, { onAnswer, onFailure, timer: 0, last: 0, abort: null, settled: Promise.resolve() });
  }

  /** Asks after a short pause, so that a drag asks some ten times a second and not for every pixel. */
  ask(wish, { now = false } = {}) {
    clearTimeout(this.timer);
    const wait = now ? 0 : Math.max(0, PAUSE_MS - (performance.now() - this.last));
    this.settled = new Promise((done) => { this.timer = setTimeout(() => this.send(wish).finally(done), wait); });
    return this.settled;
  }

  async send(wish) {
    this.last = performance.now();
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    try {
      const answer = await whatIf(wish, abort.signal);
      if (this.abort === abort) this.onAnswer(answer, wish);
    } catch (error) {
      if (this.abort !== abort || abort.signal.aborted) return;
      if (error.url === undefined) throw error;
      this.onFailure(error);
    }
  }
}

/** Returns the households payload after the change: only the rows that the server names differ. */
export function payloadAfter(payload, { index = [], distance_dm: distances = [], band: bands = [] } = {}, metric) {
  const distance = Array.from(payload.distance_dm[metric]);
  const band = Array.from(payload.band[metric]);
  index.forEach((row, k) => {
    distance[row] = distances[k];
    band[row] = bands[k];
  });
  return { ...payload, distance_dm: { ...payload.distance_dm, [metric]: distance }, band: { ...payload.band, [metric]: band } };
}
