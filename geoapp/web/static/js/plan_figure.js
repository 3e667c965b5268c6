// The sentence that matters on the planner's page: how many more are reached, from which share to which.

import { byId, el, fill, vars } from "geoapp/dom";
import { count, percent } from "geoapp/format";
import { settingWords, shift, signed, tn, unitOf } from "geoapp/plan_words";
import { icon } from "geoapp/symbols";
import { t } from "geoapp/words";

/** Draws the figure. `outcome` is {before, after, total, points, removed}; null while nothing is known. */
export function showPlanFigure(host, outcome, state, { estimated = false } = {}) {
  host.removeAttribute("aria-busy");
  const { before, after, total } = outcome;
  const idle = !outcome.points && !outcome.removed;
  fill(host, idle ? standing(before, total, state) : gained(before, after, state), sentence(outcome, state, idle, estimated), bar(before, after, idle));
}

function standing(before, total, state) {
  return el("div", { cls: "big" }, el("span", { text: count(before.covered_weight) }),
    el("i", { text: ` / ${count(total)} ${unitOf(state.weight, total)}` }), el("span", { cls: "figure-share", text: percent(before.share) }));
}

function gained(before, after, state) {
  const more = after.covered_weight - before.covered_weight;
  return el("div", { cls: "big" }, el("span", {}, signed(more), " ", el("span", { cls: "unit", text: unitOf(state.weight, more) })),
    el("span", { cls: "figure-share", text: shift(before.share, after.share) }));
}

function sentence({ before, after, total }, state, idle, estimated) {
  const values = { before: count(before.covered_weight), after: count(after.covered_weight), total: count(total), unit: unitOf(state.weight, total), setting: settingWords(state) };
  const line = el("p", { text: idle ? t(`within.${state.metric}`, { radius: state.radius }) : t("plan.figure.line", values) });
  if (estimated) line.append(" ", el("span", { cls: "tag caution", text: t("estimated") }));
  return line;
}

function bar(before, after, idle) {
  const node = el("span", { cls: `bar tall${idle ? "" : " mark"}`, "aria-hidden": "true" });
  return vars(node, { "--v": String(100 * after.share), "--m": String(100 * before.share) });
}

/** What a screen reader says when the figure has come to rest. */
export function speak({ before, after, total, points }, state) {
  const more = after.covered_weight - before.covered_weight;
  byId("spoken").textContent = tn("figure.spoken", points, {
    more: signed(more), unit: unitOf(state.weight, more), before: percent(before.share), after: percent(after.share), total: count(total), setting: settingWords(state),
  });
}

/** The server does not answer: the pins stay, and the page says so. */
export function showTrouble(host, error, retry) {
  const again = el("button", { type: "button", cls: "btn sm", text: t("failed.retry") });
  again.addEventListener("click", retry);
  const words = error.sentence || t("plan.gone");
  fill(host, el("div", { cls: "note bad noted", role: "alert" }, icon("warn", 20), el("div", {}, el("b", { text: t("plan.gone.title") }), " ", words, el("p", {}, again))));
}
