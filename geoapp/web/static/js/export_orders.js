// The orders of this ward: given, watched while any is under way, cancelled, taken off the list.

import { asOfficer } from "geoapp/desk_officer";
import { order, orders, remove } from "geoapp/export_api";
import { page } from "geoapp/page";

const PAUSE_MS = 700;
const MISS_PAUSE_MS = 3000;
const MOST_OWN = 60;
const KEY = `geoapp-orders-${page.ward.id}`;
const UNDER_WAY = ["waiting", "running"];
const BROKEN = ["failed", "interrupted", "cancelled"];

export const underWay = ({ state }) => UNDER_WAY.includes(state);

/** `onNews(list, ended)` gets every new list and the orders that ended since the last; `onTrouble(error)` what failed. */
export class Orders {
  constructor({ onNews, onTrouble }) {
    Object.assign(this, { onNews, onTrouble, list: [], own: remembered(), timer: 0, turn: 0, missed: false });
  }

  async load() {
    clearTimeout(this.timer);
    this.turn += 1;
    const { turn } = this;
    try {
      const list = await orders(this.own);
      if (turn !== this.turn) return; // somebody asked after us: an older list must not have the last word
      this.missed = false;
      this.take(list);
    } catch (error) {
      if (error.url === undefined) throw error;
      if (turn !== this.turn) return;
      if (!this.missed) this.onTrouble(error); // said once, however long it lasts
      this.missed = true;
    }
    if (this.missed || this.list.some(underWay)) this.timer = setTimeout(() => this.load(), this.missed ? MISS_PAUSE_MS : PAUSE_MS);
  }

  take(list) {
    const before = new Map(this.list.map((one) => [one.id, one]));
    const ended = list.filter((one) => !underWay(one) && before.has(one.id) && underWay(before.get(one.id)));
    this.list = list;
    this.onNews(list, ended);
  }

  /** Gives an order; null where the officer's code was asked for and not given. */
  async give(wanted, language = page.lang) {
    const given = await asOfficer(() => order(wanted, language));
    if (!given) return null;
    this.own = [given.id, ...this.own].slice(0, MOST_OWN);
    remember(this.own);
    this.list = [given, ...this.list];
    this.onNews(this.list, []);
    await this.load();
    return given;
  }

  /** Gives an order once more as it was; one that came to nothing leaves the list for it. */
  async again({ id, state, order: { language, ...wanted } }) {
    const given = await this.give(wanted, language);
    if (given && BROKEN.includes(state)) await this.remove(id);
  }

  /** Cancels an order that is under way. */
  async cancel(id) {
    await remove(id);
    await this.load();
  }

  /** Takes an order off the list, and its file off the disk. */
  async remove(id) {
    const done = await asOfficer(() => remove(id));
    if (!done) return false;
    this.list = this.list.filter((one) => one.id !== id);
    await this.load();
    return true;
  }
}

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string").slice(0, MOST_OWN) : [];
  } catch {
    return []; // a browser that keeps nothing still shows the finished files
  }
}

function remember(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // the same
  }
}
