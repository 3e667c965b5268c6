// Named variants beside each other in one table: opened, renamed, exported, adopted, deleted with a way back.

import { el, fill } from "geoapp/dom";
import { count, date, percent } from "geoapp/format";
import { proofTag, settingWords, signed, tn } from "geoapp/plan_words";
import { fileOf } from "geoapp/plan_api";
import { state } from "geoapp/state";
import { icon } from "geoapp/symbols";
import { t } from "geoapp/words";

const COLUMNS = ["variant", "points", "more", "share", "proof"];
const NUMERIC = new Set(["points", "more", "share"]);

/** A table of variants; `actions` are the page's answers: open, rename, adopt, takeBack, remove. */
export class VariantTable {
  constructor(host, actions) {
    Object.assign(this, { host, actions, list: null, unfolded: null });
  }

  /** `present` is the plan on the table: {id, points, more, share, proof, changed}; it leads the table while unsaved. */
  show(list, present) {
    Object.assign(this, { list, present });
    if (list === null && this.failed) return;
    this.failed = false;
    const focus = this.host.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(this.host, ...(list === null ? [el("p", { cls: "small", text: t("plan.variants.loading") })] : this.table()));
    if (focus) this.host.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  showTrouble(error, retry) {
    this.failed = true;
    const again = el("button", { type: "button", cls: "btn sm", text: t("failed.retry") });
    again.addEventListener("click", retry);
    fill(this.host, el("p", { cls: "note bad", role: "alert" }, error.sentence || t("plan.gone"), " ", again));
  }

  table() {
    const { list, present } = this;
    const unsaved = present && (present.points > 0) && (!present.id || present.changed);
    if (!list.length && !unsaved) return [el("p", { cls: "small", text: t("plan.variants.none") })];
    const column = (cls, ...inside) => el("th", { role: "columnheader", scope: "col", cls }, ...inside);
    const head = el("tr", { role: "row" }, ...COLUMNS.map((name) => column(NUMERIC.has(name) ? "num" : "", t(`plan.column.${name}`))),
      column("", el("span", { cls: "vh", text: t("plan.column.actions") })));
    const rows = list.flatMap((variant) => this.rows(variant));
    return [el("table", { cls: "variants", role: "table" }, el("caption", { cls: "vh", text: t("plan.variants") }), el("thead", { role: "rowgroup" }, head),
      el("tbody", { role: "rowgroup" }, unsaved ? this.unsaved(present) : null, ...rows))];
  }

  unsaved({ points, more, share, proof }) {
    return el("tr", { role: "row", cls: "on" }, el("th", { role: "rowheader", scope: "row" }, el("span", { text: t("plan.variant.unsaved") })),
      ...figures(points, more, share), el("td", { role: "cell", cls: "proof" }, tag(proofTag(proof))), el("td", { role: "cell" }));
  }

  rows(variant) {
    const { id, name, sites = [], before, after, proof, parameters, stale } = variant;
    const open = this.unfolded === id;
    const button = el("button", { type: "button", cls: "link", text: name, "data-key": `open-${id}`, "aria-label": t("plan.variant.open.long", { name }) });
    button.addEventListener("click", () => this.actions.open(variant));
    const other = sameSetting(parameters) ? null : el("small", { text: settingWords(parameters) });
    const more = el("button", {
      type: "button", cls: "btn quiet sm more", "data-key": `more-${id}`, "aria-expanded": String(open),
      "aria-label": t("plan.variant.more.long", { name }), text: t("plan.variant.more"),
    });
    more.addEventListener("click", () => {
      this.unfolded = open ? null : id;
      this.show(this.list, this.present);
    });
    const row = el("tr", { role: "row", cls: id === this.present?.id && !this.present.changed ? "on" : "" },
      el("th", { role: "rowheader", scope: "row" }, button, other),
      ...figures(sites.length, after && before ? after.covered_weight - before.covered_weight : null, after?.share),
      el("td", { role: "cell", cls: "proof" }, tag(proofTag(proof)), stale ? tag({ tone: "caution", text: t("plan.variant.stale") }) : null),
      el("td", { role: "cell", cls: "act" }, more));
    return open ? [row, this.detail(variant)] : [row];
  }

  detail(variant) {
    const { id, note, stale, updated, adopted } = variant;
    const act = (key, sign, run, tone = "") => {
      const button = el("button", { type: "button", cls: `btn sm ${tone}`, "data-key": `${key}-${id}` }, icon(sign, 16), t(`plan.variant.${key}`));
      button.addEventListener("click", () => run(variant));
      return button;
    };
    const file = (format) => el("a", { cls: "btn sm", href: fileOf(id, format), download: "", "data-format": format }, icon("download", 16), t(`plan.file.${format}`));
    const { rename, adopt, takeBack, remove } = this.actions;
    const cell = el("td", { role: "cell", colspan: String(COLUMNS.length + 1) },
      stale ? el("p", { cls: "note warn", text: t("plan.variant.stale.why") }) : null,
      note ? el("p", { cls: "small keep-lines", text: note }) : null,
      el("p", { cls: "small", text: [t("plan.variant.saved", { date: date(updated) }), adopted ? t("plan.variant.adopted", { date: date(adopted.at) }) : ""].join(" ").trim() }),
      el("div", { cls: "row wrap" }, act("rename", "edit", rename), file("geojson"), file("csv"),
        adopted ? act("take-back", "plan", takeBack) : act("adopt", "plan", adopt), act("remove", "close", remove)));
    return el("tr", { role: "row", cls: "detail" }, cell);
  }
}

const sameSetting = ({ radius, metric, weight } = {}) => radius === state.radius && metric === state.metric && weight === state.weight;
const tag = ({ tone, text }) => el("span", { cls: `tag ${tone}`, text });

function figures(points, more, share) {
  const cell = (name, text, long) => el("td", { role: "cell", cls: `num c-${name}` }, el("span", { cls: "figure-cell", text }), el("span", { cls: "narrow-only", text: long }));
  return [
    cell("points", count(points), tn("points", points)),
    cell("more", more == null ? "–" : signed(more), more == null ? "–" : `${signed(more)} ${t(`unit.${state.weight}`)}`),
    cell("share", percent(share), percent(share)),
  ];
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A name for the next variant: "B · Đề xuất 5 điểm". */
export function nextName(list, points, proved) {
  const taken = new Set((list ?? []).map(({ name }) => name.charAt(0)));
  const letter = [...LETTERS].find((one) => !taken.has(one)) ?? String((list ?? []).length + 1);
  return t(proved ? "plan.variant.default" : "plan.variant.default.hand", { letter, points: tn("points", points) });
}
