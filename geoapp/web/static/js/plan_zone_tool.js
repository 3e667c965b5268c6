// The bar that leads through drawing a zone: place a corner, take one back, finish, give up.

import { coarse, fill, el } from "geoapp/dom";
import { icon } from "geoapp/symbols";
import { t } from "geoapp/words";

export class ZoneTool {
  /** `view()` is the map with its zones; `onDone(corners)` gets the ring, or null where it was given up. */
  constructor(host, { view, onDone }) {
    Object.assign(this, { host, view, onDone, opener: null });
    host.addEventListener("keydown", (event) => event.key === "Escape" && this.finish(false));
  }

  begin() {
    if (!this.view() || this.view().zones.active) return;
    this.opener = document.activeElement?.dataset.key ?? null;
    this.view().zones.begin();
    this.host.hidden = false;
    this.show();
    this.host.querySelector("button").focus();
  }

  add(lonlat) {
    this.view().zones.add(lonlat);
    this.show();
  }

  show() {
    const { zones } = this.view();
    const focus = this.host.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    const act = (name, run, { sign = null, tone = "", off = false } = {}) => {
      const button = el("button", { type: "button", cls: `btn sm ${tone}`, "data-act": name, disabled: off }, sign ? icon(sign, 16) : null, t(`plan.zone.${name}`));
      button.addEventListener("click", run);
      return button;
    };
    fill(this.host, el("p", { role: "status", text: t(coarse() ? "plan.zone.how.tap" : "plan.zone.how", { n: zones.corners }) }),
      el("div", { cls: "row wrap" },
        act("corner", () => this.add(this.view().middle()), { sign: "plus" }),
        act("back", () => this.back(), { off: zones.corners === 0 }),
        act("done", () => this.finish(true), { sign: "check", tone: "main", off: !zones.complete }),
        act("cancel", () => this.finish(false), { tone: "quiet" })));
    if (focus) this.host.querySelector(`[data-act="${focus}"]:not(:disabled)`)?.focus();
  }

  back() {
    this.view().zones.back();
    this.show();
  }

  finish(keep) {
    const corners = this.view().zones.end(keep);
    this.host.hidden = true;
    this.onDone(corners);
    document.querySelector(`[data-key="${this.opener}"]`)?.focus({ preventScroll: true });
  }
}
