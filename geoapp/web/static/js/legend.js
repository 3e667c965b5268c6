// The legend lists only what is on.

import { bandVariable } from "geoapp/coverage";
import { el, fill, vars } from "geoapp/dom";
import { page } from "geoapp/page";
import { symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

const LINES = {
  deep_alleys: { "--c": "var(--purple)", "--d": "dashed" },
  safe_areas: { "--c": "var(--green)" },
  interfamily_groups: { "--c": "var(--navy)", "--d": "dotted" },
};

/** Draws the legend for a state; `facts` says what the map really holds. */
export function showLegend(host, state, facts) {
  fill(host, ...bandPart(state, facts), el("h2", { text: t("legend.symbols") }), el("ul", {}, ...symbolPart(state, facts)));
}

function bandPart(state, { radii, unreachable, estimated }) {
  if (!radii || !state.layers.includes("households")) return [];
  const rows = [...radii, null].map((radius, i) => {
    const beyond = radius === null || radius > state.radius;
    const text = bandText(radius, radii[i - 1], beyond);
    return swatch(bandVariable(i, radii.length), text, beyond);
  });
  if (unreachable) rows.push(swatch("var(--unreachable)", t("legend.unreachable"), true));
  const title = t(`legend.households.${state.metric}`);
  return [el("h2", { text: estimated ? `${title} (${t("estimated")})` : title }), el("ul", {}, ...rows)];
}

function bandText(radius, before, beyond) {
  const words = radius === null ? "over" : before === undefined ? "upto" : "between";
  const text = t(`legend.${words}`, { from: before, to: radius });
  return beyond ? t("legend.beyond", { band: text }) : text;
}

function swatch(colour, text, beyond) {
  return el("li", {}, vars(el("span", { cls: beyond ? "sw out" : "sw" }), { "--c": colour }), text);
}

function symbolPart(state, facts) {
  const rows = [];
  const on = (name) => state.layers.includes(name);
  if (facts.usable) rows.push(el("li", {}, symbol("fire", 20), t("legend.fire")));
  if (facts.unusable) rows.push(el("li", {}, symbol("unusable", 20), t("legend.unusable")));
  if (facts.groups) rows.push(el("li", {}, symbol("group", 22, facts.exampleNumber), t(facts.shares ? "legend.group" : "legend.group-plain")));
  if (facts.borders) rows.push(lineRow({ "--c": "#5A6573", "--d": "dashed" }, t("legend.border")));
  if (on("reach") && facts.reach) rows.push(patch("reach", t(`legend.reach.${state.metric}`, { radius: state.radius })));
  if (on("gaps") && facts.gaps) rows.push(patch("gap", t("legend.gaps", { radius: state.radius })));
  for (const [name, style] of Object.entries(LINES)) {
    if (on(name) && page.layers.includes(name === "deep_alleys" ? "alleys" : name)) rows.push(lineRow(style, t(`layer.${name}`)));
  }
  if (on("water_sources") && facts.water) rows.push(el("li", {}, symbol("water", 18), t("layer.water_sources")));
  return rows;
}

const lineRow = (style, text) => el("li", {}, vars(el("span", { cls: "ln" }), style), text);
const patch = (cls, text) => el("li", {}, el("span", { cls: `patch ${cls}` }), text);
