// The sentence that matters, and the distance bar below it.

import { atRadius, bandNames, bandVariable, bandWeights } from "geoapp/coverage";
import { byId, el, fill, vars } from "geoapp/dom";
import { count, percent } from "geoapp/format";
import { page } from "geoapp/page";
import { t } from "geoapp/words";

/** Writes the figure of a coverage document; a group's own figures when one is selected. */
export function showFigure(host, coverage, state, { group = null, spread = false } = {}) {
  const whole = atRadius(coverage, state.radius);
  const total = coverage.demand.weight;
  host.removeAttribute("aria-busy");
  fill(
    host,
    el("div", { cls: "big" },
      el("span", { text: count(whole.covered_weight) }),
      el("i", { text: ` / ${count(total)} ${t(`unit.${state.weight}`)}` }),
      el("span", { cls: "figure-share", text: percent(whole.share) })),
    sentence(coverage, state),
    distanceBar(coverage, state),
    group ? groupLine(coverage, state, group) : null,
    spread ? estimated() : null,
  );
  byId("spoken").textContent = spoken(coverage, state);
}

function sentence(coverage, state) {
  const line = el("p", { text: t(`within.${state.metric}`, { radius: state.radius }) });
  if (coverage.demand.estimated) {
    line.append(" ", el("span", { cls: "tag caution", text: t("estimated") }));
  }
  return line;
}

function groupLine(coverage, state, group) {
  const row = coverage.groups.find(({ id }) => String(id) === group.id);
  const figures = row && atRadius(row, state.radius);
  if (!figures) return null;
  const text = t("group-figure", {
    number: String(group.number), covered: count(figures.covered_weight), total: count(row.weight),
    unit: t(`unit.${state.weight}`), share: percent(figures.share),
  });
  const line = el("p", { cls: "group-line" }, el("span", { text }));
  if (page.urls.group) {
    const href = page.urls.group.replace("{group}", encodeURIComponent(group.id));
    line.append(" ", el("a", { href, text: t("group-page") }));
  }
  return line;
}

function estimated() {
  return el("p", { cls: "note warn" }, el("span", {}, el("b", { text: t("estimated.title") }), " ", t("estimated.why")));
}

/** What a screen reader says when the figure changes. */
export function spoken(coverage, state) {
  const row = atRadius(coverage, state.radius);
  return t("spoken", {
    covered: count(row.covered_weight), total: count(coverage.demand.weight), unit: t(`unit.${state.weight}`),
    share: percent(row.share), within: t(`within.${state.metric}`, { radius: state.radius }),
  });
}

/** A stacked bar with its numbers below: the legend and the figures in one. */
export function distanceBar(coverage, { radius }) {
  const radii = coverage.radii.map((row) => row.radius_m).sort((a, b) => a - b);
  const weights = bandWeights(coverage);
  const names = bandNames(radii);
  const bar = el("div", { cls: "bands", "aria-hidden": "true" });
  const keys = el("ul", { cls: "keys", "aria-label": t("bands") });
  vars(keys, { "--n": String(weights.length) });
  weights.forEach((weight, i) => {
    const properties = { "--v": String(Math.max(weight, 0)), "--c": bandVariable(i, radii.length) };
    if (weight > 0) bar.append(vars(el("span"), properties));
    const beyond = i >= radii.length || radii[i] > radius;
    keys.append(vars(key(names[i], count(weight), beyond), properties));
  });
  return el("div", {}, bar, keys);
}

function key(name, value, beyond) {
  const label = el("span", { cls: "nb" }, el("i", { "aria-hidden": "true" }), name);
  const outside = beyond ? el("span", { cls: "vh", text: `, ${t("beyond")}` }) : null;
  return el("li", { cls: beyond ? "out" : "" }, label, outside, el("b", { text: value }));
}

/** Rows that keep the height of what will stand here. */
export function showLoading(host) {
  host.setAttribute("aria-busy", "true");
  fill(
    host,
    el("span", { cls: "skel skel-figure", "aria-hidden": "true" }),
    el("p", { text: t("loading") }),
    el("span", { cls: "skel skel-bar", "aria-hidden": "true" }),
    el("span", { cls: "skel skel-keys", "aria-hidden": "true" }),
  );
}
