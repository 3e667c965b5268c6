// What a person does to the plan: put, move and remove pins, assume points away, step back and forward.

import { pointName } from "geoapp/names";
import { page } from "geoapp/page";
import { MOST_PINS, amend, edit, freshId, nearWard, placed, plan, redo, setPlan, undo } from "geoapp/plan_state";
import { toast } from "geoapp/toast";
import { t } from "geoapp/words";

const SAME_MOVE_MS = 1500;

/** Binds the actions to a page: `app` gives the map, the selection and whether a job holds the pins. */
export class Actions {
  constructor(app) {
    Object.assign(this, { app, lastKey: { id: null, at: 0 }, held: null });
  }

  undoable = (text) => toast(text, { action: { text: t("plan.undo"), run: () => this.stepBack() } });

  locked({ tell = true } = {}) {
    const { busy } = this.app;
    if (busy && tell) toast(t("plan.locked"));
    return busy;
  }

  add(lonlat) {
    if (this.locked()) return;
    if (plan.pins.length >= MOST_PINS) {
      toast(t("plan.pins.most", { n: MOST_PINS }));
      return;
    }
    if (this.far(lonlat)) return;
    const pin = { id: freshId(), ...placed(lonlat) };
    edit({ pins: [...plan.pins, pin] });
    this.app.choose(pin.id);
    this.undoable(t("plan.toast.added", { number: String(plan.pins.length) }));
  }

  /** A pin on its way: a drag is one step back, and so are arrow keys pressed one after the other. */
  move(id, lonlat, phase) {
    if (phase === "drag" && !nearWard(lonlat)) return; // the figures wait until the pin comes back
    if (phase !== "drag" && phase !== "cancel" && this.far(lonlat)) {
      if (phase === "drop") this.backHome(id);
      return;
    }
    const place = placed(lonlat);
    const pins = plan.pins.map((pin) => (pin.id === id ? { ...pin, ...place } : pin));
    if (phase === "key") this.moveByKey(id, pins);
    else if (phase === "place") this.moveAtOnce(id, pins);
    else if (phase === "cancel") this.cancelDrag();
    else if (this.held === id) amend({ pins });
    else {
      this.held = id;
      edit({ pins });
      this.app.choose(id, { reveal: false });
    }
    if (phase === "drop") {
      this.held = null;
      this.undoable(t("plan.toast.moved", { number: this.number(id) }));
      this.app.settled();
    }
  }

  moveByKey(id, pins) {
    const now = performance.now();
    const goesOn = this.lastKey.id === id && now - this.lastKey.at < SAME_MOVE_MS;
    this.lastKey = { id, at: now };
    if (goesOn) amend({ pins });
    else edit({ pins });
    this.undoable(t("plan.toast.moved", { number: this.number(id) }));
  }

  moveAtOnce(id, pins) {
    if (this.locked()) return;
    edit({ pins });
    this.undoable(t("plan.toast.moved", { number: this.number(id) }));
  }

  /** Says that a place is not the ward's. */
  far(lonlat) {
    if (nearWard(lonlat)) return false;
    toast(t("plan.pin.far", { ward: page.ward.name }));
    return true;
  }

  /** A pin that was dropped far away goes back to where it was taken from. */
  backHome(id) {
    if (this.held === id) undo();
    this.held = null;
    this.app.settled();
  }

  cancelDrag() {
    if (this.held !== null) undo();
    this.held = null;
  }

  number = (id) => String(plan.pins.findIndex((pin) => pin.id === id) + 1);

  remove(id) {
    if (this.locked()) return;
    const at = plan.pins.findIndex((pin) => pin.id === id);
    if (at < 0) return;
    edit({ pins: plan.pins.filter((pin) => pin.id !== id) });
    const next = plan.pins[Math.min(at, plan.pins.length - 1)];
    this.app.choose(null);
    this.app.afterRemoval(next?.id ?? null);
    this.undoable(t("plan.toast.removed", { number: String(at + 1) }));
  }

  clear() {
    if (this.locked() || !(plan.pins.length || plan.removed.length)) return;
    edit({ pins: [], removed: [], variant: null, checks: {}, note: "" });
    this.app.choose(null);
    this.undoable(t("plan.toast.cleared"));
  }

  /** Assumes that a standing point is gone, or takes that back. */
  away(id, gone = true) {
    if (this.locked()) return;
    const removed = gone ? [...new Set([...plan.removed, id])] : plan.removed.filter((one) => one !== id);
    edit({ removed });
    const point = this.app.view?.scene.firePoints.find((one) => one.id === id);
    this.undoable(t(gone ? "plan.toast.away" : "plan.toast.back", { name: point ? pointName(point) : id }));
  }

  check(id, code, on) {
    const present = plan.checks[id] ?? {};
    setPlan({ checks: { ...plan.checks, [id]: { ...present, [code]: on } } });
  }

  stepBack() {
    if (this.locked()) return;
    if (!undo()) {
      toast(t("plan.undo.none"));
      return;
    }
    this.app.settled();
    toast(t("plan.toast.undone"), { action: { text: t("plan.redo"), run: () => this.stepForward() } });
  }

  stepForward() {
    if (this.locked()) return;
    if (redo()) toast(t("plan.toast.redone"), { action: { text: t("plan.undo"), run: () => this.stepBack() } });
    else toast(t("plan.redo.none"));
  }

  /** Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, but not while somebody types. */
  listen() {
    addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.("input[type=text], input[type=password], textarea, dialog")) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.stepForward();
      else this.stepBack();
    });
  }
}
