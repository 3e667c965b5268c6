// A proposal or a curve as a job: started, watched, stopped with what it has found. A reload finds it again.

import { asOfficer } from "geoapp/desk_officer";
import { curve, job as readJob, propose, stopJob } from "geoapp/plan_api";

const PAUSE_MS = [[4, 180], [15, 400], [Infinity, 1000]]; // [until second, pause]
const MOST_MISSES = 8;
const MISS_PAUSE_MS = 1500;
const STARTS = { propose, curve };

/** Watches one job of a kind; `onNews(job)` gets every answer, `onEnd(job)` the last, `onTrouble(error)` what failed. */
export class Run {
  constructor(kind, { onNews, onEnd, onTrouble }) {
    Object.assign(this, { kind, onNews, onEnd, onTrouble, id: null, asked: null, starting: false });
  }

  get active() {
    return this.starting || this.id !== null;
  }

  async start(asked) {
    if (this.active) return;
    Object.assign(this, { starting: true, asked, began: performance.now() });
    try {
      const answer = await asOfficer(() => STARTS[this.kind](asked)); // some wishes use data that only the officer may
      this.starting = false;
      this.id = answer?.job ?? null;
      if (answer === null) this.onEnd({ state: "cancelled", result: null, problem: null }, asked);
    } catch (error) {
      this.starting = false;
      this.fail(error);
    }
    await this.watch();
  }

  /** Goes on with a job that was started before a reload. */
  async resume(id, asked) {
    Object.assign(this, { id, asked, began: performance.now() });
    await this.watch();
  }

  async watch() {
    let misses = 0;
    for (const { id } = this; this.id === id && id !== null;) {
      const answer = await this.look(id);
      if (this.id !== id) return;
      if (answer === null) {
        misses += 1;
        if (misses > MOST_MISSES) return;
      } else if (this.take(answer)) return;
      else misses = 0;
      await wait(answer === null ? MISS_PAUSE_MS : pause(performance.now() - this.began));
    }
  }

  /** Reads the job once; null where the server does not answer for a moment. */
  async look(id) {
    try {
      return await readJob(id);
    } catch (error) {
      if (error.url === undefined) throw error;
      if (!error.gone) this.fail(error);
      else this.onTrouble(error, { passing: true });
      return null;
    }
  }

  take(answer) {
    const ended = !["waiting", "running"].includes(answer.state);
    if (ended) {
      this.id = null;
      this.onEnd(answer, this.asked);
    } else this.onNews(answer, this.asked);
    return ended;
  }

  /** Stops the job; what it has found comes with its last answer. */
  async stop() {
    if (this.id === null) return;
    try {
      await stopJob(this.id);
    } catch (error) {
      if (error.url === undefined) throw error;
      this.onTrouble(error, { passing: true });
    }
  }

  /** Forgets the job without stopping it. */
  leave() {
    this.id = null;
  }

  fail(error) {
    this.id = null;
    if (error.url === undefined) throw error;
    this.onTrouble(error, { passing: false });
  }
}

const pause = (ms) => PAUSE_MS.find(([until]) => ms / 1000 < until)[1];
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
