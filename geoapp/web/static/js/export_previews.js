// Pictures of what files will look like: asked for one after the other, the newest wish of a card alone.

import { job, preview } from "geoapp/export_api";

const PAUSE_MS = 400;

/** `show(card, {url} | {busy} | {failed})` is called whenever there is something to see. */
export class Previews {
  constructor(show) {
    Object.assign(this, { show, wishes: new Map(), known: new Map(), running: false });
  }

  /** Asks for a card's picture; a wish for the same card that is not met yet is dropped. */
  want(card, wanted) {
    const key = JSON.stringify({ ...wanted, addresses: false });
    const url = this.known.get(key);
    this.wishes.delete(card);
    if (url) return this.show(card, { url });
    this.wishes.set(card, { key, wanted: { ...wanted, addresses: false } });
    this.show(card, { busy: true });
    return this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    for (let next = this.next(); next; next = this.next()) await this.meet(...next);
    this.running = false;
  }

  next() {
    return this.wishes.entries().next().value ?? null;
  }

  async meet(card, wish) {
    const current = () => this.wishes.get(card) === wish;
    try {
      const { url, job: id } = await preview(wish.wanted);
      const { state, problem } = id ? await this.ended(id, current) : { state: "done" };
      if (state === "done") this.known.set(wish.key, url);
      if (current()) this.show(card, state === "done" ? { url } : { failed: true, sentence: problem?.detail });
    } catch (error) {
      if (error.url === undefined) throw error;
      if (current()) this.show(card, { failed: true, sentence: error.sentence });
    }
    if (current()) this.wishes.delete(card);
  }

  /** Waits until a job is over; one whose wish was dropped goes on without us. */
  async ended(id, current) {
    for (;;) {
      const answer = await job(id);
      if (!["waiting", "running"].includes(answer.state) || !current()) return answer;
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }
}
