// The rules as switches with their values, the zones without new points, and the points assumed away.

import { el, fill } from "geoapp/dom";
import { number, percent } from "geoapp/format";
import { pointName } from "geoapp/names";
import { gradedRadius, usableRules } from "geoapp/plan_rules";
import { plan, setPlan } from "geoapp/plan_state";
import { tn } from "geoapp/plan_words";
import { state } from "geoapp/state";
import { icon, symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

const UNITS = {
  m: (value) => `${number(value, Number.isInteger(value) ? 0 : 1)}\u00a0m`,
  times: (value) => t("plan.times", { n: number(value, Number.isInteger(value) ? 0 : 1) }),
  points: (value) => tn("points", value),
  share: (value) => percent(value, 0),
};

/** A panel of rules; `onZone(start)` begins a drawing, `onRestore(id)` and `onAway(id)` change which points stand. */
export class RulesPanel {
  constructor(host, { onZone, onRestore, onAway }) {
    Object.assign(this, { host, onZone, onRestore, onAway });
    this.more = false;
  }

  show(scene, excluded = new Map()) {
    const focus = this.host.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const open = this.host.querySelector("#rules-more")?.open ?? this.more;
    const rows = usableRules();
    const others = rows.filter(({ main }) => !main);
    fill(this.host, ...rows.filter(({ main }) => main).map(row),
      el("details", { id: "rules-more", open },
        el("summary", { text: t("plan.rules.more", { n: countOn(others) + plan.zones.length + plan.removed.length }) }),
        ...others.map(row), this.zones(), this.away(scene, excluded)));
    if (focus) this.host.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  zones() {
    const draw = el("button", { type: "button", cls: "btn sm", "data-key": "zone-draw" }, icon("plus", 16), t("plan.zone.draw"));
    draw.addEventListener("click", () => this.onZone());
    const items = plan.zones.map((_, i) => {
      const drop = el("button", { type: "button", cls: "link", "data-key": `zone-${i}`, text: t("plan.zone.drop"), "aria-label": t("plan.zone.drop.long", { number: String(i + 1) }) });
      drop.addEventListener("click", () => setPlan({ zones: plan.zones.filter((__, k) => k !== i) }));
      return el("li", {}, el("span", { text: t("plan.zone.number", { number: String(i + 1) }) }), drop);
    });
    return el("div", { cls: "rule-block" }, el("h3", { text: t("plan.zone") }), items.length ? el("ul", {}, ...items) : null, draw);
  }

  away(scene, excluded) {
    const points = scene?.firePoints ?? [];
    const named = new Map(points.map((point) => [point.id, pointName(point)]));
    const items = plan.removed.map((id) => {
      const words = t("plan.away.back.long", { name: named.get(id) ?? id });
      const back = el("button", { type: "button", cls: "link", "data-key": `away-${id}`, text: t("plan.away.back"), "aria-label": words });
      back.addEventListener("click", () => this.onRestore(id));
      return el("li", {}, symbol("unusable", 18), el("span", { text: named.get(id) ?? id }), back);
    });
    const free = points.filter(({ id, properties }) => !plan.removed.includes(id) && !excluded.has(id) && (!properties.status || properties.status === "active"));
    return el("div", { cls: "rule-block" }, el("h3", { text: t("plan.away") }), items.length ? el("ul", {}, ...items) : null, free.length ? this.choice(free) : null);
  }

  choice(points) {
    const select = el("select", { "data-key": "away-choice", "aria-label": t("plan.away.choose") }, el("option", { value: "", text: t("plan.away.choose") }),
      ...points.map((point) => el("option", { value: point.id, text: pointName(point) })));
    select.addEventListener("change", () => select.value && this.onAway(select.value));
    return select;
  }
}

const countOn = (rows) => rows.filter(({ key }) => plan.rules[key] !== undefined).length;

function row(rule) {
  const on = plan.rules[rule.key] !== undefined;
  const blocked = rule.key === "graded" && gradedRadius(state.radius) === null;
  const box = el("input", { type: "checkbox", role: "switch", cls: "switch", id: `rule-${rule.key}`, "data-key": `rule-${rule.key}`, disabled: blocked });
  box.checked = on && !blocked;
  box.addEventListener("change", () => change(rule.key, box.checked ? rule.first ?? true : undefined));
  const words = t(`plan.rule.${rule.key}`, { wider: gradedRadius(state.radius) ?? "" });
  const label = el("label", { for: box.id, text: words });
  return el("div", { cls: "rule", "data-rule": rule.key }, label, rule.values ? value(rule, on) : null, box);
}

function value(rule, on) {
  const present = plan.rules[rule.key] ?? rule.first;
  const values = [...new Set([...rule.values, present])].sort((a, b) => a - b);
  const select = el("select", { "data-key": `value-${rule.key}`, "aria-label": t(`plan.rule.${rule.key}.value`) },
    ...values.map((one) => el("option", { value: one, text: UNITS[rule.unit](one) })));
  select.value = String(present);
  select.classList.toggle("off", !on);
  select.addEventListener("change", () => change(rule.key, Number(select.value)));
  return select;
}

function change(key, value) {
  const rules = { ...plan.rules };
  if (value === undefined) delete rules[key];
  else rules[key] = value;
  setPlan({ rules });
}

/** The rules that are on, in a few words each, for the closed panel. */
export function rulesInWords() {
  const rows = usableRules().filter(({ key }) => plan.rules[key] !== undefined);
  const words = rows.map((rule) => t(`plan.rule.${rule.key}.short`, { value: rule.values ? UNITS[rule.unit](plan.rules[rule.key]) : "" }).trim());
  if (plan.zones.length) words.push(tn("zone.short", plan.zones.length));
  if (plan.removed.length) words.push(tn("away.short", plan.removed.length));
  return words.length ? words.join("; ") : t("plan.rules.none");
}
