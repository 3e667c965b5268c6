// The line between now and after: dragged, moved by keys, and first set where it cuts no proposed pin.

import { coarse } from "geoapp/dom";

const STEP = 2;
const LABEL_ROOM_PX = 26;
const CORNER_PX = 44; // the button of layers stands in the right corner
const SCALE_PX = 140;
const SCALE_GAP_PX = 8;
const BIG_STEP = 10;
const START = 37;
const WARD_SHARE = 0.38; // the line first stands so far into the ward, so that both sides show some of it
const RANGE = [5, 62];
const CLEAR_PX = { fine: 26, coarse: 24 };
const PIN_LEFT = 14; // a pin left of the line shows its place as it is now: beyond half of them, each is worth so many per cent of way

/** Wires the line; `onMove(share)` gets its place, 0 to 100 % of the map's width. */
export class Slider {
  constructor(host, onMove) {
    Object.assign(this, { host, onMove, value: START, touched: false });
    this.grip = host.querySelector("[role=slider]");
    this.grip.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["mousedown", "touchstart", "click", "dblclick"]) this.grip.addEventListener(name, (event) => event.stopPropagation());
    this.grip.addEventListener("pointerdown", (event) => this.start(event));
    for (const [name, end] of [["l", 100], ["r", 0]]) host.querySelector(`.lab.${name}`).addEventListener("click", () => this.jump(end));
  }

  set(value) {
    this.value = Math.min(100, Math.max(0, value));
    this.host.style.setProperty("--x", String(this.value));
    this.grip.setAttribute("aria-valuenow", String(Math.round(this.value)));
    this.labels();
    this.onMove(this.value);
  }

  /** Labels stay whole at both edges of the map. */
  labels() {
    const width = this.host.clientWidth;
    const at = (this.value / 100) * width;
    const [left, right] = ["l", "r"].map((name) => this.host.querySelector(`.lab.${name}`).offsetWidth);
    this.host.style.setProperty("--lw", `${left}px`);
    this.host.style.setProperty("--rw", `${right}px`);
    const crossed = !this.host.hidden && at < SCALE_PX; // the scale bar moves beside a line that would cross it
    this.host.parentElement.style.setProperty("--scale-left", crossed ? `${Math.round(at) + SCALE_GAP_PX}px` : "");
    this.host.classList.toggle("low", at < left + LABEL_ROOM_PX);
    this.host.classList.toggle("high", width - at < right + LABEL_ROOM_PX + CORNER_PX);
  }

  /** A press on a label shows that side alone, a second press both again: no drag is needed. */
  jump(end) {
    this.touched = true;
    if (this.value !== end) this.before = [0, 100].includes(this.value) ? this.before ?? START : this.value;
    this.set(this.value === end ? this.before ?? START : end);
  }

  /** What a screen reader hears beside the number. */
  say(text) {
    this.grip.setAttribute("aria-valuetext", text);
  }

  key(event) {
    const steps = { ArrowLeft: -STEP, ArrowRight: STEP, ArrowDown: -STEP, ArrowUp: STEP, PageDown: -BIG_STEP, PageUp: BIG_STEP };
    const target = { Home: 0, End: 100 }[event.key] ?? (event.key in steps ? this.value + steps[event.key] : null);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.touched = true;
    this.set(target);
  }

  start(event) {
    event.stopPropagation();
    if (event.button) return;
    const box = this.host.getBoundingClientRect();
    this.grip.setPointerCapture(event.pointerId);
    const off = event.clientX - box.left - (this.value / 100) * box.width;
    const move = (now) => {
      this.touched = true;
      this.set((100 * (now.clientX - box.left - off)) / box.width);
    };
    const end = () => this.grip.removeEventListener("pointermove", move);
    this.grip.addEventListener("pointermove", move);
    this.grip.addEventListener("pointerup", end, { once: true });
    this.grip.addEventListener("pointercancel", end, { once: true });
  }

  /**
   * Chooses the place nearest to its habit, a part of the way into the ward (its edges in pixels), that keeps clear of
   * every pin; a line that was moved by hand stays.
   */
  settle(xs, width, [west, east]) {
    if (this.touched || !width) return;
    const habit = Math.min(RANGE[1], Math.max(RANGE[0], (100 * (west + WARD_SHARE * (east - west))) / width));
    const clear = CLEAR_PX[coarse() ? "coarse" : "fine"];
    const room = (share) => Math.min(Infinity, ...xs.map((x) => Math.abs(x - (share / 100) * width)));
    const places = [];
    for (let share = RANGE[0]; share <= RANGE[1]; share += 0.5) places.push(share);
    const left = (share) => Math.max(0, xs.filter((x) => x < (share / 100) * width).length - xs.length / 2);
    const worth = (share) => Math.min(room(share), clear) * 100 - Math.abs(share - habit) - PIN_LEFT * left(share);
    this.set(places.reduce((best, share) => (worth(share) > worth(best) ? share : best), habit));
  }
}
