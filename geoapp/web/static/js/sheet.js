// On a phone the panel is a sheet with three stops. The first section drags it, a button and the arrow keys move it.

import { byId, calm, narrow } from "geoapp/dom";

const PEEK_PX = 132;
const TOP_FREE_PX = 60;
const DRAG_STARTS_PX = 6;
const STOPS = ["peek", "half", "full"];

/** Wires the sheet; `onStop()` is called when it rests, so that the map can use the free area. */
export class Sheet {
  constructor(onStop) {
    this.panel = byId("panel");
    this.grab = byId("grab");
    this.body = byId("panel-body");
    this.onStop = onStop;
    this.stop = "half";
    this.grab.addEventListener("click", () => this.step());
    this.grab.addEventListener("keydown", (event) => this.key(event));
    for (const handle of [this.grab, byId("say")]) this.listen(handle);
    addEventListener("resize", () => this.rest(this.stop, false));
    this.rest("half", false);
  }

  heights() {
    const room = this.panel.parentElement.clientHeight;
    const full = Math.max(PEEK_PX, room - TOP_FREE_PX);
    return { peek: Math.min(PEEK_PX, full), half: Math.min(Math.max(Math.round(room * 0.46), PEEK_PX), full), full };
  }

  /** Height of the sheet where it covers the map; 0 on a wide screen. */
  covered() {
    return narrow() ? this.heights()[this.stop] : 0;
  }

  rest(stop, tell = true) {
    this.stop = stop;
    const style = this.panel.style;
    if (narrow()) style.setProperty("--sheet", `${this.heights()[stop]}px`);
    else style.removeProperty("--sheet");
    // what stands at the map's lower edge (scale, credits, boxes) moves above the sheet
    this.panel.parentElement.style.setProperty("--sheet-shown", `${this.covered()}px`);
    this.panel.dataset.stop = stop;
    this.grab.setAttribute("aria-expanded", String(stop !== "peek"));
    if (tell) this.onStop(stop);
  }

  /** The button raises the sheet stop by stop, then lowers it. */
  step() {
    if (this.dragged) return;
    this.rest(STOPS[(STOPS.indexOf(this.stop) + 1) % STOPS.length]);
  }

  key(event) {
    const move = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!move) return;
    event.preventDefault();
    this.rest(STOPS[Math.min(2, Math.max(0, STOPS.indexOf(this.stop) + move))]);
  }

  listen(handle) {
    handle.addEventListener("pointerdown", (event) => this.start(event, handle));
  }

  start(event, handle) {
    if (!narrow() || event.button || event.target.closest("a, button:not(#grab), summary")) return;
    const from = { y: event.clientY, height: this.heights()[this.stop] };
    this.dragged = false;
    const move = (now) => this.drag(now, from, handle);
    const end = (now) => {
      handle.removeEventListener("pointermove", move);
      if (this.dragged) this.drop(from.height + from.y - now.clientY);
      setTimeout(() => { this.dragged = false; });
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
    handle.addEventListener("pointercancel", end, { once: true });
  }

  drag(event, from, handle) {
    const moved = from.y - event.clientY;
    if (!this.dragged && Math.abs(moved) < DRAG_STARTS_PX) return;
    if (!this.dragged) handle.setPointerCapture(event.pointerId);
    this.dragged = true;
    this.panel.classList.add("dragging");
    const { peek, full } = this.heights();
    this.panel.style.setProperty("--sheet", `${Math.max(peek, Math.min(full, from.height + moved))}px`);
  }

  drop(height) {
    this.panel.classList.remove("dragging");
    const heights = this.heights();
    const nearest = STOPS.reduce((a, b) => (Math.abs(heights[b] - height) < Math.abs(heights[a] - height) ? b : a));
    this.rest(nearest);
  }
}

export const motion = () => (calm() ? { animate: false } : { duration: 0.25 });
