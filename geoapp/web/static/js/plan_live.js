// What the present pins would change, asked while they move: one question at a time, and always the latest next.

import { whatIf } from "geoapp/plan_api";

const PAUSE_MS = 60;

export class Live {
  /** `onAnswer(outcome, wish)` and `onFailure(error)`; an answer that a newer question has overtaken is still shown
   * while the same pins are on the table, so that a drag shows numbers on its way. */
  constructor(onAnswer, onFailure) {
    Object.assign(this, { onAnswer, onFailure, timer: 0, last: 0, busy: false, next: null, waiting: [] });
  }

  /** Asks after a short pause, so that a drag asks some ten times a second and not for every pixel. */
  ask(wish, { now = false } = {}) {
    clearTimeout(this.timer);
    this.next = wish;
    const wait = now ? 0 : Math.max(0, PAUSE_MS - (performance.now() - this.last));
    const answered = new Promise((done) => { this.waiting.push(done); });
    this.timer = setTimeout(() => this.send(), wait);
    return answered;
  }

  async send() {
    if (this.busy || this.next === null) return;
    const wish = this.next;
    Object.assign(this, { busy: true, next: null, last: performance.now() });
    try {
      const answer = await whatIf(wish);
      if (this.next === null || comparable(this.next, wish)) this.onAnswer(answer, wish);
    } catch (error) {
      if (error.url === undefined) throw error;
      if (this.next === null) this.onFailure(error);
    } finally {
      this.busy = false;
      if (this.next === null) this.waiting.splice(0).forEach((done) => done());
    }
    if (this.next !== null) await this.send();
  }
}

/** The same pins in the same order under the same settings: only their places differ. */
function comparable(a, b) {
  const key = ({ radius, metric, weight, add, remove }) => JSON.stringify([radius, metric, weight, add.map(({ id }) => id), remove]);
  return key(a) === key(b);
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
