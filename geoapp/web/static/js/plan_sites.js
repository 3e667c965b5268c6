// The list of proposed sites: number, group, gain, the reason in a sentence, and the siting checklist of the chosen one.

import { el, fill } from "geoapp/dom";
import { groupWords, shortWords, withUnit } from "geoapp/plan_words";
import { icon, symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

const TONES = { met: "ok", not_met: "bad", on_site: "plain" };

/** A list that shows pins with what the server said about each, and calls back when one is chosen, ticked or removed. */
export class SiteList {
  constructor(host, { onChoose, onRemove, onCheck, onZoom, onMiddle }) {
    Object.assign(this, { host, onChoose, onRemove, onCheck, onZoom, onMiddle });
  }

  /** `sites` go with `pins` by place in the list; a pin that was not answered for yet keeps its row. */
  show({ pins, sites, selected, checks, state, scene, trouble = false }) {
    const focus = this.focused();
    const rows = pins.map((pin, i) => this.row(pin, i + 1, sites?.[i] ?? null, { chosen: pin.id === selected, checks: checks[pin.id] ?? {}, state, scene, trouble }));
    fill(this.host, rows.length ? el("ol", { cls: "sites" }, ...rows) : this.empty());
    if (focus) this.host.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  empty() {
    return el("p", { cls: "sec small no-sites", text: t("plan.sites.none") });
  }

  row(pin, number, site, { chosen, checks, state, scene, trouble }) {
    const group = site ? groupWords(scene, site.group) : t(trouble ? "plan.site.unknown" : "plan.site.waiting");
    const head = el("button", {
      type: "button", cls: "site-head", "aria-expanded": String(chosen), "data-key": `head-${pin.id}`, "data-site": pin.id,
    },
    symbol("proposed", 28, number),
    el("b", {}, el("span", { cls: "vh", text: t("plan.site.number", { number: String(number) }) }), group),
    el("span", { cls: site && site.gain_weight > 0 ? "gain" : "gain none", text: site ? withUnit(site.gain_weight, state.weight) : "–" }),
    el("small", { text: site ? (chosen ? site.alley?.name ?? "" : shortWords(site)) : "" })); // opened, the reason tells the rest
    head.addEventListener("click", () => this.onChoose(chosen ? null : pin.id));
    const words = t("plan.site.remove", { number: String(number) });
    const remove = el("button", { type: "button", cls: "site-remove", "data-key": `remove-${pin.id}`, "aria-label": words }, icon("close", 18));
    remove.addEventListener("click", () => this.onRemove(pin.id));
    return el("li", { cls: chosen ? "site on" : "site" }, head, remove, chosen ? this.more(pin, number, site, checks) : null);
  }

  more(pin, number, site, checks) {
    const zoom = el("button", { type: "button", cls: "btn sm", "data-key": `zoom-${pin.id}` }, icon("locate", 16), t("card.zoom"));
    zoom.addEventListener("click", () => this.onZoom(pin.id));
    const middle = el("button", { type: "button", cls: "btn sm", "data-key": `middle-${pin.id}`, text: t("plan.site.middle") });
    middle.addEventListener("click", () => this.onMiddle(pin.id));
    const items = (site?.checklist ?? []).map((item) => this.check(pin, item, Boolean(checks[item.code])));
    return el("div", { cls: "site-more" },
      site?.reason ? el("p", { text: site.reason }) : null,
      items.length ? el("h3", { text: t("plan.checklist", { number: String(number) }) }) : null,
      items.length ? el("ul", { cls: "checklist" }, ...items) : null,
      el("div", { cls: "row actions wrap" }, zoom, middle));
  }

  check(pin, { code, text, state }, ticked) {
    if (state !== "on_site") return el("li", {}, el("span", { cls: `tag ${TONES[state] ?? "plain"}`, text: t(`plan.check.${state}`) }), el("span", { text }));
    const box = el("input", { type: "checkbox", "data-key": `check-${pin.id}-${code}` });
    box.checked = ticked;
    box.addEventListener("change", () => this.onCheck(pin.id, code, box.checked));
    const tag = el("span", { cls: `tag ${ticked ? "ok" : "plain"}`, text: t(ticked ? "plan.check.seen" : "plan.check.on_site") });
    return el("li", {}, el("label", { cls: "check" }, box, el("span", { text })), tag);
  }

  focused() {
    const active = document.activeElement;
    return this.host.contains(active) ? active.dataset.key ?? null : null;
  }

  /** Brings the row of a site into view. */
  reveal(id) {
    const row = this.host.querySelector(`[data-site="${CSS.escape(String(id))}"]`)?.closest("li");
    row?.scrollIntoView({ block: "nearest" });
  }
}
