// The land within reach after the plan, for the right side of the map: asked once the pins have come to rest.

import { areasAfter } from "geoapp/plan_api";

const REST_MS = 180;

/** Asks for the areas of a plan; `onAreas(areas)` gets the answer, or null where there is none to draw. */
export class AreasAfter {
  constructor(onAreas) {
    Object.assign(this, { onAreas, timer: 0, wish: null, asked: null });
  }

  /** `wish` is the plan's question, null for no plan; a layer that is off is not asked for. */
  want(wish, layers) {
    clearTimeout(this.timer);
    const gaps = layers.includes("gaps");
    this.wish = wish && (gaps || layers.includes("reach")) ? wish : null;
    const key = this.wish && JSON.stringify([this.wish, gaps]);
    if (key === this.asked) return;
    if (key === null) this.take(null, null);
    else this.timer = setTimeout(() => this.send(this.wish, gaps, key), REST_MS);
  }

  async send(wish, gaps, key) {
    try {
      const areas = await areasAfter(wish, gaps);
      if (this.wish === wish) this.take(key, areas); // else newer pins are on the table
    } catch (error) {
      if (error.url === undefined) throw error;
      if (this.wish === wish) this.take(null, null); // the figures say that the server is silent; today's reach is drawn
    }
  }

  take(key, areas) {
    this.asked = key;
    this.onAreas(areas);
  }
}
