// The table of groups: sortable by its header buttons, most uncovered first; a row is one selection with its badge.

import { groupRows } from "geoapp/coverage";
import { el, fill, narrow, vars } from "geoapp/dom";
import { compare, count, percent } from "geoapp/format";
import { t } from "geoapp/words";

const SKELETON_ROWS = 18;
const COLUMNS = [
  { key: "label", order: (a, b) => compare(a.label, b.label), first: "ascending" },
  { key: "weight", numeric: true, first: "descending" },
  { key: "within", by: "share", wide: true, first: "descending" },
  { key: "share", numeric: true, first: "descending" },
  { key: "missing", numeric: true, first: "descending" },
  { key: "points", numeric: true, first: "descending" },
];

/** A table that shows rows and calls `onSelect(id)` when one is chosen. */
export class GroupTable {
  constructor(host, onSelect) {
    Object.assign(this, { host, onSelect, sort: "missing", direction: "descending", selected: null });
  }

  loading(rows = SKELETON_ROWS) {
    const lines = Array.from({ length: rows }, (_, i) => skeletonRow(i));
    fill(this.host, el("div", { "aria-hidden": "true" }, ...lines));
  }

  show(coverage, state, groups) {
    const focus = this.focusedKey();
    Object.assign(this, { coverage, state, groups, selected: state.group });
    const table = el("table", { cls: "groups" }, el("caption", { cls: "vh", text: this.caption() }), this.head(), this.body());
    fill(this.host, table);
    this.refocus(focus);
  }

  /** Marks the row of a group and brings it into view. */
  select(id) {
    this.selected = id;
    for (const row of this.host.querySelectorAll("tbody tr")) {
      const chosen = row.dataset.group === id;
      row.classList.toggle("selected", chosen);
      row.querySelector("button")?.setAttribute("aria-pressed", String(chosen));
      if (chosen) this.reveal(row);
    }
  }

  reveal(row) {
    const pane = this.host.closest(".panel-body");
    if (narrow() || !pane || pane.scrollHeight <= pane.clientHeight) return;
    const [a, b] = [row.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (a.top < b.top + 40 || a.bottom > b.bottom) pane.scrollTop += a.top - b.top - b.height / 2;
  }

  caption() {
    return t(`table.caption.${this.state.weight}`, { radius: this.state.radius });
  }

  head() {
    const cells = COLUMNS.map((column) => {
      const sorted = column.key === this.sort;
      const button = el("button", { type: "button", text: this.title(column), "data-sort": column.key });
      button.addEventListener("click", () => this.sortBy(column));
      const long = this.longTitle(column);
      if (long) button.setAttribute("aria-label", long);
      return el("th", { cls: column.numeric ? "num" : "", scope: "col", "aria-sort": sorted ? this.direction : null }, button);
    });
    return el("thead", {}, el("tr", {}, ...cells));
  }

  title({ key }) {
    if (key === "weight") return t(`table.weight.${this.state.weight}`);
    return t(`table.${key}`, { radius: this.state.radius });
  }

  longTitle({ key }) {
    if (key === "label") return t("table.label.long");
    if (key === "share") return t("table.share.long", { radius: this.state.radius });
    return key === "points" ? t("table.points.long") : null;
  }

  sortBy(column) {
    const turned = this.direction === "ascending" ? "descending" : "ascending";
    this.direction = this.sort === column.key ? turned : column.first;
    this.sort = column.key;
    this.show(this.coverage, this.state, this.groups);
  }

  rows() {
    const column = COLUMNS.find(({ key }) => key === this.sort);
    const value = column.by ?? column.key;
    const order = column.order ?? ((a, b) => (a[value] ?? -1) - (b[value] ?? -1));
    const sign = this.direction === "ascending" ? 1 : -1;
    return groupRows(this.coverage, this.state.radius, this.groups).sort(
      (a, b) => sign * order(a, b) || compare(a.label, b.label),
    );
  }

  body() {
    return el("tbody", {}, ...this.rows().map((row) => this.row(row)));
  }

  row(row) {
    const bar = vars(el("span", { cls: "bar" }), { "--v": String(100 * (row.share ?? 0)) });
    const line = el("tr", { cls: row.id === this.selected && row.known ? "selected" : "", "data-group": row.known ? row.id : null },
      this.nameCell(row),
      el("td", { cls: "num", text: count(row.weight) }),
      el("td", { cls: "wide" }, bar),
      el("td", { cls: "num", text: percent(row.share, 0) }),
      el("td", { cls: "num", text: count(row.missing) }),
      el("td", { cls: "num", text: row.points ? count(row.points) : "–" }));
    if (row.known) line.addEventListener("click", () => this.onSelect(row.id));
    return line;
  }

  nameCell(row) {
    if (!row.known) return el("th", { scope: "row", text: row.name || t("table.none") });
    const button = el("button", {
      type: "button", cls: "row-button", text: row.label, "aria-label": t("table.row", { number: row.label }),
      "aria-pressed": String(row.id === this.selected), "data-row": row.id,
    });
    return el("th", { scope: "row" }, button);
  }

  focusedKey() {
    const active = document.activeElement;
    if (!this.host.contains(active)) return null;
    return active.dataset.sort ? { sort: active.dataset.sort } : { row: active.dataset.row };
  }

  refocus(focus) {
    if (!focus) return;
    const wanted = [...this.host.querySelectorAll("button")].find(
      ({ dataset }) => (focus.sort && dataset.sort === focus.sort) || (focus.row && dataset.row === focus.row),
    );
    wanted?.focus();
  }
}

const SKELETON_WIDTHS = [24, 32, 70, 34, 36];

function skeletonRow(i) {
  const bones = SKELETON_WIDTHS.map((width, k) =>
    vars(el("span", { cls: "skel" }), { width: `${width + (k === 2 ? ((i * 17) % 30) - 15 : 0)}px` }));
  return el("div", { cls: "skel-row" }, ...bones);
}
