// What is known about the plan on the table: running, proved, not far from the best, made by hand, impossible, failed.

import { el, fill, vars } from "geoapp/dom";
import { metres, percent } from "geoapp/format";
import { keyOf, plan, question } from "geoapp/plan_state";
import { gapWords, seconds, tn, unitOf } from "geoapp/plan_words";
import { state } from "geoapp/state";
import { icon } from "geoapp/symbols";
import { has, t } from "geoapp/words";

const note = (tone, sign, ...children) => el("div", { cls: `note ${tone} noted` }, icon(sign, 20), el("div", {}, ...children));

/** Draws the notice below the button; `job` is the running or the last job, `actions` what its buttons do. */
export function showProof(host, { job, trouble, infeasible, actions }) {
  const running = job && ["waiting", "running"].includes(job.state);
  const notice = running ? progress(job, trouble, actions) : settled(trouble, infeasible, actions);
  if (notice && notice.outerHTML === host.firstElementChild?.outerHTML) return; // read out once, and focus stays
  const focus = host.contains(document.activeElement) ? document.activeElement.id : "";
  fill(host, notice);
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
}

function progress(job, trouble, { stop }) {
  const { progress: news, state } = job;
  const button = el("button", { type: "button", cls: "btn wide", id: "stop", text: t("plan.stop") });
  button.addEventListener("click", stop);
  const phase = state === "waiting" ? (job.warming ? "warming" : "waiting") : news?.phase ?? "start";
  const words = has(`plan.phase.${phase}`) ? t(`plan.phase.${phase}`) : t("plan.phase.prove");
  const known = news?.share != null && news.bound_share != null;
  const bound = known ? t("plan.run.bound", { share: percent(news.share), bound: percent(news.bound_share), gap: gapWords(news.gap) }) : "";
  const done = news?.bound_share ? (100 * news.share) / news.bound_share : 0;
  return el("div", { cls: "stack" }, button, el("div", { cls: "running" },
    el("p", {}, el("b", { text: words }), " ", el("span", { cls: "small", text: t("plan.run.seconds", { seconds: seconds(job.seconds ?? 0) }) })),
    progressBar(words, done),
    el("p", { cls: "small", text: trouble ? t("plan.run.silent") : bound })));
}

function progressBar(words, done) {
  const values = { "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(Math.round(done)) };
  return vars(el("span", { cls: "prog", role: "progressbar", "aria-label": words, ...values }), { "--v": String(done) });
}

function settled(trouble, infeasible, actions) {
  if (trouble) return failed(trouble, actions);
  if (infeasible) return impossible(infeasible, actions);
  const { proof, pins } = plan;
  if (!pins.length) return null;
  if (!proof) return note("plain", "info", el("b", { text: t("plan.proof.none") }), `. ${t("plan.proof.none.why")}`);
  if (proof.key !== keyOf(question())) return note("warn", "warn", el("b", { text: t("plan.proof.other") }), ` ${t("plan.proof.other.why")}`);
  const short = shortWords(proof.shortfall);
  const missing = short && note("warn", "warn", short);
  if (proof.status === "optimal") return stack(missing, note("ok", "check", el("b", { text: `${t("plan.proved")} ` }), provedWords(proof, pins.length)));
  return stack(missing, note("", "info", el("b", { text: `${t("plan.proof.gap.long", { gap: gapWords(proof.gap) })} ` }), t(`plan.unproved.${proof.ended ?? "budget"}`)));
}

const stack = (...notes) => el("div", { cls: "stack" }, ...notes.filter(Boolean));

/** Fewer points than were asked for, or points that bring nobody: what an officer must know before counting on them. */
function shortWords(short) {
  if (!short) return "";
  const { asked, placed, useful, rule, value } = short;
  const parts = [];
  if (placed < asked) parts.push(t(`plan.short.${rule}`, { asked, placed, value: rule === "spacing_m" ? metres(value, Number.isInteger(value) ? 0 : 1) : value }));
  if (useful < placed) parts.push(t(useful ? "plan.short.useless" : "plan.short.useless-all", { useful, placed, rest: placed - useful, unit: unitOf(state.weight) }));
  return parts.join(" ");
}

function provedWords({ among, ruled }, n) {
  const words = tn(ruled ? "proved.rules" : "proved.why", n);
  return among ? `${t("plan.proved.among", { places: among })} ${words}` : words;
}

/** Which rule is in the way, and the nearest wish that can be kept. */
function impossible({ title, detail, nearest, nearest_values: values }, { apply }) {
  const button = Object.keys(values ?? {}).length ? el("button", { type: "button", cls: "btn sm", id: "apply-nearest", text: t("plan.infeasible.apply") }) : null;
  button?.addEventListener("click", () => apply(values));
  return el("div", { cls: "note bad noted", role: "alert", tabindex: "-1", id: "infeasible" }, icon("warn", 20),
    el("div", {}, el("b", { text: title || t("plan.infeasible") }), ...[detail, nearest].filter(Boolean).map((text) => el("p", { text })),
      button ? el("p", {}, button) : null));
}

function failed({ title, text }, { again }) {
  const button = el("button", { type: "button", cls: "btn sm", text: t("failed.retry") });
  button.addEventListener("click", again);
  return el("div", { cls: "note bad noted", role: "alert" }, icon("warn", 20), el("div", {}, el("b", { text: title }), text ? el("p", { text }) : null, el("p", {}, button)));
}
