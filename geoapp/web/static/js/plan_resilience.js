// Which standing points carry the ward: ranked by those who would lose their only cover, and those nobody would miss.

import { el, fill } from "geoapp/dom";
import { pointName } from "geoapp/names";
import { resilience } from "geoapp/plan_api";
import { settingWords, unitOf } from "geoapp/plan_words";
import { count } from "geoapp/format";
import { state } from "geoapp/state";
import { symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

const SHOWN = 8;

/** A section that asks when it is opened, and again when the question changes. */
export class Resilience {
  constructor(section, host, { points, onPoint }) {
    Object.assign(this, { section, host, points, onPoint, asked: null, all: false });
    section.addEventListener("toggle", () => this.refresh());
  }

  async refresh() {
    if (!this.section.open) return;
    const key = `${state.radius}|${state.metric}|${state.weight}`;
    if (this.asked === key) return;
    this.asked = key;
    fill(this.host, el("p", { cls: "small", text: t("plan.resilience.loading") }));
    try {
      const answer = await resilience(state);
      if (this.asked === key) this.show(answer);
    } catch (error) {
      if (error.url === undefined) throw error;
      this.asked = null;
      const again = el("button", { type: "button", cls: "btn sm", text: t("failed.retry") });
      again.addEventListener("click", () => this.refresh());
      fill(this.host, el("p", { cls: "note bad", role: "alert" }, error.sentence || t("plan.gone"), " ", again));
    }
  }

  show({ points, redundant }) {
    const names = new Map(this.points().map((point) => [point.id, pointName(point)]));
    const carrying = points.filter(({ sole_weight: weight }) => weight > 0);
    const rows = (this.all ? carrying : carrying.slice(0, SHOWN)).map((row) => this.row(String(row.id), row.sole_weight, names));
    const more = el("button", { type: "button", cls: "link", text: t(this.all ? "plan.resilience.fewer" : "plan.resilience.all", { n: carrying.length }) });
    more.addEventListener("click", () => {
      this.all = !this.all;
      this.show({ points, redundant });
    });
    fill(this.host, el("p", { cls: "small", text: t("plan.resilience.what", { unit: unitOf(state.weight), setting: settingWords(state) }) }),
      rows.length ? el("ol", { cls: "carriers" }, ...rows) : el("p", { text: t("plan.resilience.none") }),
      carrying.length > SHOWN ? more : null,
      el("h3", { text: t("plan.redundant") }),
      el("p", { cls: "small", text: t(redundant.length ? "plan.redundant.what" : "plan.redundant.none") }),
      redundant.length ? el("ul", { cls: "carriers" }, ...redundant.map((id) => this.row(String(id), null, names))) : null);
  }

  row(id, weight, names) {
    const button = el("button", { type: "button", cls: "carrier" }, symbol("fire", 20), el("span", { text: names.get(id) ?? id }),
      weight === null ? null : el("b", { cls: "nb", text: `${count(weight)} ${unitOf(state.weight, weight)}` }));
    button.addEventListener("click", () => this.onPoint(id, button));
    return el("li", {}, button);
  }
}
