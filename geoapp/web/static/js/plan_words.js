// Sentences the planner's modules share: numbers with their unit, groups by their number, how well a plan is proved.

import { count, metres, number, percent } from "geoapp/format";
import { groupName } from "geoapp/names";
import { has, t } from "geoapp/words";

/** The sentence js.plan.<key>; where n is 1 and the catalogue has a form for one, that form. */
export const tn = (key, n, values = {}) => t(n === 1 && has(`plan.${key}.one`) ? `plan.${key}.one` : `plan.${key}`, { n, ...values });

export const signed = (value) => `${value < -0.5 ? "−" : "+"}${count(Math.abs(value))}`;

/** "hộ", "người"; in English the form for one too. */
export const unitOf = (weight, value = 2) => (Math.round(Math.abs(value)) === 1 && has(`plan.unit.${weight}.one`) ? t(`plan.unit.${weight}.one`) : t(`unit.${weight}`));

export const withUnit = (value, weight) => `${signed(value)} ${unitOf(weight, value)}`;

/** "29,6 → 39,8 %": one sign for both. */
export function shift(before, after) {
  const [a, b] = [percent(before), percent(after)];
  return `${a.replace(/[\s\u00a0]*%$/, "")}\u00a0→ ${b}`;
}

export const settingWords = ({ radius, metric }) => t(`plan.setting.${metric}`, { radius });

export function groupWords(scene, id) {
  const group = id == null ? null : scene?.groups.find((one) => one.id === String(id));
  return group ? groupName(group) : t("plan.no-group");
}

/** Where a site stands, in a line: "Ngõ 12 rộng 2 m, sâu 126 m · điểm gần nhất 93 m". */
export function shortWords({ alley, nearest }) {
  const parts = [];
  if (alley) {
    const width = alley.width_m ? t("plan.alley.width", { width: length(alley.width_m) }) : "";
    const depth = alley.depth_m >= LEAST_DEPTH_M ? t("plan.alley.depth", { depth: length(alley.depth_m) }) : "";
    parts.push([[alley.name || t("plan.alley"), width].filter(Boolean).join(" "), depth].filter(Boolean).join(", "));
  }
  if (nearest) parts.push(t("plan.nearest", { distance: length(nearest.distance_m) }));
  return parts.join("\u00a0· ");
}

const LEAST_DEPTH_M = 1;
const length = (value) => metres(value, value < 10 && !Number.isInteger(value) ? 1 : 0);

/** A gap as words: never "0,0 %" for what is not proved. */
export function gapWords(gap) {
  const least = 0.0005;
  return gap > 0 && gap < least ? t("plan.gap.below", { gap: percent(0.001) }) : percent(gap);
}

/** {tone, text} of a variant's proof. */
export function proofTag(proof) {
  if (!proof?.status || proof.status === "none") return { tone: "plain", text: t("plan.proof.none") };
  if (proof.status === "optimal") return { tone: "ok", text: t("plan.proof.optimal") };
  return { tone: "info", text: t("plan.proof.gap", { gap: gapWords(proof.gap) }) };
}

export const seconds = (value) => number(value, value < 10 ? 1 : 0);
