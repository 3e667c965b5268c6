// Pictures of what files will look like: asked for one after the other, the newest wish of a card alone.

import { job, preview } from "geoapp/export_api";
import { t } from "geoapp/words";

const PAUSE_MS = 400;
const MISS_PAUSE_MS = 3000;
const MOST_BROKEN = 2;
const AWAY = [429]; // too much to do; CallError.gone tells the rest
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

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

  /** Asks until there is a picture or a reason; a server that is away or has too much to do is asked again. */
  async meet(card, wish) {
    const current = () => this.wishes.get(card) === wish;
    for (let broken = 0; current(); ) {
      const { url, sentence, away, interrupted } = await this.asked(wish, current);
      if (url) this.known.set(wish.key, url);
      if (current()) this.show(card, url ? { url } : { failed: true, sentence });
      broken += interrupted ? 1 : 0;
      if (!current() || !(away || (interrupted && broken <= MOST_BROKEN))) break;
      await pause(MISS_PAUSE_MS);
    }
    if (current()) this.wishes.delete(card);
  }

  async asked(wish, current) {
    try {
      const { url, job: id } = await preview(wish.wanted);
      const { state, problem } = id ? await this.ended(id, current) : { state: "done" };
      return state === "done" ? { url } : { sentence: problem?.detail, interrupted: state === "interrupted" };
    } catch (error) {
      if (error.url === undefined) throw error;
      return { sentence: error.sentence || t("desk.gone"), away: error.gone || AWAY.includes(error.status) };
    }
  }

  /** Waits until a job is over; one whose wish was dropped goes on without us. */
  async ended(id, current) {
    for (;;) {
      const answer = await job(id);
      if (!["waiting", "running"].includes(answer.state) || !current()) return answer;
      await pause(PAUSE_MS);
    }
  }
}
