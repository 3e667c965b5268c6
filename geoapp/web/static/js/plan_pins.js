// Pins of the plan on the map: buttons with a number, moved by finger, mouse or keys, led off where they would overlap.

import { coarse, el, svgEl, vars } from "geoapp/dom";
import { place } from "geoapp/markers";
import { fanOut } from "geoapp/plan_fan";
import { symbolSize } from "geoapp/style";
import { symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

const { L } = window;
const SIZE = { fine: 28, coarse: 32 };
const STEP_PX = 8;
const DRAG_STARTS_PX = { fine: 4, coarse: 8 };
const Z = { pin: 500, selected: 3000, dragged: 4000 };
const FIXED_GAP_PX = 1;
const ARROWS = { ArrowLeft: [-STEP_PX, 0], ArrowRight: [STEP_PX, 0], ArrowUp: [0, -STEP_PX], ArrowDown: [0, STEP_PX] };

/**
 * The pins of a map. Calls `onChoose(id)`, `onMove(id, lonlat, phase)` with phase "drag", "drop" or "key", and
 * `onRemove(id)`. `locked()` tells whether pins may not be moved now.
 */
export class Pins {
  constructor(map, { fixed = () => [], onChoose, onMove, onRemove, locked = () => false }) {
    Object.assign(this, { map, fixed, onChoose, onMove, onRemove, locked, selected: null, dragging: null });
    this.entries = new Map();
    map.on("zoomend", () => this.arrange());
  }

  /** Brings the markers to `pins`, a list of {id, lon, lat}; kept ones keep their focus. */
  show(pins, names = new Map()) {
    const wanted = new Set(pins.map(({ id }) => id));
    for (const [id, entry] of this.entries) if (!wanted.has(id)) this.drop(id, entry);
    pins.forEach((pin, i) => this.put(pin, i + 1, names.get(pin.id)));
    this.order = pins.map(({ id }) => id);
    this.arrange();
  }

  drop(id, { marker }) {
    marker.remove();
    this.entries.delete(id);
  }

  put(pin, number, name) {
    const entry = this.entries.get(pin.id) ?? this.create(pin);
    entry.pin = pin;
    if (entry.number !== number) {
      entry.number = number;
      entry.button.replaceChildren(symbol("proposed", SIZE[coarse() ? "coarse" : "fine"], number));
    }
    entry.button.setAttribute("aria-label", t("plan.pin", { number: String(number), where: name ?? "" }).trim());
    if (this.dragging !== pin.id) entry.marker.setLatLng([pin.lat, pin.lon]);
  }

  create(pin) {
    const button = el("button", { cls: "plan-pin", type: "button", "aria-describedby": "pin-help" });
    const marker = place(this.map, [pin.lat, pin.lon], button, { zOffset: Z.pin });
    const lead = svgEl("svg", { class: "pin-lead", "aria-hidden": "true", focusable: "false" });
    lead.append(svgEl("line", { class: "under" }), svgEl("line", {}), svgEl("circle", { r: 3 }));
    button.before(lead);
    const entry = { pin, button, marker, lead, number: 0 };
    this.entries.set(pin.id, entry);
    button.addEventListener("choose", () => !entry.dragged && this.onChoose(entry.pin.id));
    button.addEventListener("keydown", (event) => this.key(event, entry));
    this.listen(entry);
    return entry;
  }

  /** Overlapping pins step aside, each with a line to its true place. */
  arrange() {
    const entries = (this.order ?? []).map((id) => this.entries.get(id)).filter(Boolean);
    const radius = SIZE[coarse() ? "coarse" : "fine"] / 2;
    const places = entries.map(({ pin }) => this.pixel(pin));
    const still = new Set(entries.flatMap(({ pin }, i) => (pin.id === this.dragging ? [i] : [])));
    const fixed = this.fixed().map(([x, y, r]) => [x, y, Math.min(r, symbolSize(this.map.getZoom()) / 2) + FIXED_GAP_PX]);
    fanOut(places, fixed, radius, still).forEach((shift, i) => lead(entries[i], still.has(i) ? [0, 0] : shift));
  }

  pixel({ lon, lat }) {
    const { x, y } = this.map.latLngToContainerPoint([lat, lon]);
    return [x, y];
  }

  select(id) {
    this.selected = id;
    for (const [key, { button, marker }] of this.entries) {
      button.classList.toggle("selected", key === id);
      button.setAttribute("aria-pressed", String(key === id));
      marker.setZIndexOffset(key === id ? Z.selected : Z.pin);
    }
  }

  focus(id) {
    this.entries.get(id)?.button.focus({ preventScroll: true });
  }

  /** Circles that labels keep clear of: [x, y, radius] in container pixels. */
  circles() {
    return [...this.entries.values()].map(({ pin, shift = [0, 0] }) => {
      const [x, y] = this.pixel(pin);
      return [x + shift[0], y + shift[1], SIZE.fine / 2 + 3];
    });
  }

  key(event, { pin }) {
    const step = ARROWS[event.key];
    const remove = event.key === "Delete" || event.key === "Backspace";
    if (!step && !remove) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.locked()) return;
    if (remove) this.onRemove(pin.id);
    else {
      const [x, y] = this.pixel(pin);
      this.onMove(pin.id, this.lonlat([x + step[0], y + step[1]]), "key");
    }
  }

  lonlat(point) {
    const { lat, lng } = this.map.containerPointToLatLng(point);
    return [lng, lat];
  }

  listen(entry) {
    const { button } = entry;
    for (const name of ["mousedown", "touchstart", "pointerdown"]) button.addEventListener(name, (event) => event.stopPropagation());
    button.addEventListener("pointerdown", (event) => this.start(event, entry));
  }

  start(event, entry) {
    entry.dragged = false;
    if (event.button || this.locked()) return;
    const { button, pin } = entry;
    const from = { x: event.clientX, y: event.clientY, at: this.pixel(pin), id: event.pointerId };
    const move = (now) => now.pointerId === from.id && this.drag(now, entry, from);
    const end = (now) => {
      if (now.pointerId !== from.id) return;
      for (const [name, handler] of [["pointermove", move], ["pointerup", end], ["pointercancel", end]]) button.removeEventListener(name, handler);
      if (entry.dragged) this.rest(entry, now.type === "pointercancel" ? null : now, from);
    };
    for (const [name, handler] of [["pointermove", move], ["pointerup", end], ["pointercancel", end]]) button.addEventListener(name, handler);
  }

  drag(now, entry, from) {
    const moved = [now.clientX - from.x, now.clientY - from.y];
    if (!entry.dragged && Math.hypot(...moved) < DRAG_STARTS_PX[coarse() ? "coarse" : "fine"]) return;
    if (!entry.dragged) {
      entry.button.setPointerCapture(from.id);
      entry.dragged = true;
      this.dragging = entry.pin.id;
      entry.marker.setZIndexOffset(Z.dragged);
      entry.button.classList.add("dragging");
      lead(entry, [0, 0]);
    }
    const lonlat = this.lonlat([from.at[0] + moved[0], from.at[1] + moved[1]]);
    entry.marker.setLatLng([lonlat[1], lonlat[0]]);
    this.onMove(entry.pin.id, lonlat, "drag");
  }

  rest(entry, now, from) {
    this.dragging = null;
    entry.button.classList.remove("dragging");
    const at = now ? [from.at[0] + now.clientX - from.x, from.at[1] + now.clientY - from.y] : from.at;
    this.onMove(entry.pin.id, this.lonlat(at), now ? "drop" : "cancel");
    setTimeout(() => { entry.dragged = false; });
  }
}

/** Draws a pin beside its place, with a line and a dot at the place itself. */
function lead(entry, [dx, dy]) {
  entry.shift = [dx, dy];
  vars(entry.button, { "--dx": `${dx}px`, "--dy": `${dy}px` });
  const off = dx !== 0 || dy !== 0;
  entry.lead.classList.toggle("on", off);
  if (!off) return;
  for (const line of entry.lead.querySelectorAll("line")) {
    line.setAttribute("x2", dx);
    line.setAttribute("y2", dy);
  }
}

/** Keeps a Leaflet map from taking a press on one of our own cards for a click on itself. */
export const shield = (node) => {
  L.DomEvent.disableClickPropagation(node);
  L.DomEvent.disableScrollPropagation(node);
};
