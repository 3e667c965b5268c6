// What holds for every file: the planner's variant, the radius, how it is measured, colour or pure black and white.

import { el, fill } from "geoapp/dom";
import { CARDS } from "geoapp/export_cards";
import { date, metres } from "geoapp/format";
import { page } from "geoapp/page";
import { t } from "geoapp/words";

const { plans } = page.exports;
const query = new URLSearchParams(location.search);
const among = (value, allowed, otherwise) => (allowed.includes(value) ? value : otherwise);

/** What the page opens with; the address may name a variant, a radius and a way of measuring. */
export const common = {
  plan: among(query.get("plan"), plans.map(({ id }) => id), null),
  radius: among(Number(query.get("radius")), page.radii_m, page.state.radius),
  metric: among(query.get("metric"), page.metrics, page.metrics.length ? page.state.metric : null),
  colour: query.get("colour") !== "false",
  own: Object.fromEntries(CARDS.map(({ id, choices }) => [id, { ...choices }])),
};

export const chosenPlan = () => plans.find(({ id }) => id === common.plan) ?? null;

/** The radius and metric that files will have: a variant brings its own. */
export const study = () => chosenPlan() ?? common;

/** The sentence under the title: by which figures, of which day. */
export function lead() {
  const { radius, metric } = study();
  const day = date(page.ward.updated);
  if (!page.metrics.length) return t("export.lead.bare", { date: day });
  return t(`export.lead.${metric}`, { radius: metres(radius), date: day });
}

/** Draws the controls; `onChange` is called after every choice. */
export function showCommon(host, onChange) {
  const pick = (patch) => {
    Object.assign(common, patch);
    remember();
    showCommon(host, onChange);
    onChange();
  };
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.choice : null;
  const fixed = chosenPlan() !== null;
  fill(
    host,
    field("plan", planSelect(pick)),
    page.metrics.length ? field("radius", segment("radius", page.radii_m.map((r) => [r, metres(r)]), study().radius, pick, fixed)) : null,
    page.metrics.length > 1 ? field("metric", segment("metric", page.metrics.map((m) => [m, t(`metric.${m}`)]), study().metric, pick, fixed)) : null,
    field("colour", segment("colour", [[true, t("export.colour.true")], [false, t("export.colour.false")]], common.colour, pick, false)),
    fixed ? el("p", { cls: "small why", text: t("export.plan.fixed") }) : null,
  );
  if (focused) host.querySelector(`[data-choice="${focused}"]`)?.focus();
}

function planSelect(pick) {
  if (!plans.length) return el("a", { href: page.urls.plan_page, text: t("export.plan.none-yet") });
  const select = el("select", { id: "choice-plan", "data-choice": "plan" });
  const option = (value, text) => el("option", { value, text, selected: value === (common.plan ?? "") });
  select.append(option("", t("export.plan.none")), ...plans.map(({ id, name, sites }) => option(id, t("export.plan.option", { name, n: sites }))));
  select.addEventListener("change", () => pick({ plan: select.value || null }));
  return select;
}

function segment(key, options, present, pick, disabled) {
  const known = options.some(([value]) => value === present) ? options : [[present, metres(present)], ...options];
  const buttons = known.map(([value, text]) => {
    const button = el("button", { type: "button", text, disabled, "aria-pressed": String(value === present), "data-choice": `${key}-${value}` });
    button.addEventListener("click", () => pick({ [key]: value }));
    return button;
  });
  return el("div", { cls: "seg", role: "group", "aria-labelledby": `label-${key}` }, ...buttons);
}

function field(key, control) {
  const label = control.id ? el("label", { for: control.id, text: t(`export.common.${key}`) }) : el("span", { id: `label-${key}`, text: t(`export.common.${key}`) });
  return el("div", { cls: "common-field" }, label, control);
}

function remember() {
  const url = new URL(location.href);
  const usual = { plan: null, radius: page.state.radius, metric: page.metrics.length ? page.state.metric : null, colour: true };
  for (const [key, value] of Object.entries(usual)) {
    if (common[key] === value) url.searchParams.delete(key);
    else url.searchParams.set(key, common[key]);
  }
  history.replaceState(null, "", url);
}
