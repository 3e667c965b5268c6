// How many are reached with 0, 1, 2, … new points: a curve of our own SVG, and the same as a table.

import { coarse, el, fill, svgEl } from "geoapp/dom";
import { count, percent } from "geoapp/format";
import { gapWords, proofTag, tn } from "geoapp/plan_words";
import { t } from "geoapp/words";

const BOX = { left: 44, right: 16, top: 24, bottom: 22, height: 146 };
const HIGH_START = 0.3; // a ward that begins above this share gets an axis that begins near it
const LEAST_WIDTH = 240;
const LABEL_EVERY_PX = 24;
const DOT = 4;
const DIAMOND = 8;
const HIT = { fine: 12, coarse: 22 };
const TICKS = [0.05, 0.1, 0.2, 0.25];
const FEW_TICKS = 5;

/** A curve that shows rows {new, share, status, bound_share, covered_weight} and calls `onChoose(row)`. */
export class Curve {
  constructor(host, table, onChoose) {
    Object.assign(this, { host, table, onChoose, rows: [], most: 0, chosen: null, focused: null });
    new ResizeObserver(() => this.draw()).observe(host);
  }

  /** Rows from zero new points upward; `chosen` points are on the table now, `most` are to come. */
  show(rows, { chosen = null, most = 0, before = null } = {}) {
    Object.assign(this, { rows, chosen, most, before });
    this.draw();
    this.list();
  }

  draw() {
    const width = Math.max(LEAST_WIDTH, this.host.clientWidth);
    if (!this.rows.length || !this.host.clientWidth) {
      if (!this.rows.length) fill(this.host);
      return;
    }
    const held = this.host.contains(document.activeElement);
    const place = scales(this.rows, this.most, width);
    const svg = svgEl("svg", { class: "curve", viewBox: `0 0 ${width} ${BOX.height}`, width, height: BOX.height, role: "group", "aria-label": t("plan.curve") });
    svg.append(...grid(place, width), ...line(this.rows, place), ...this.rows.map((row) => this.dot(row, place)));
    fill(this.host, svg);
    svg.addEventListener("keydown", (event) => this.key(event));
    if (held) this.focus(this.focused);
  }

  dot(row, place) {
    const { x, y } = { x: place.x(row.new), y: place.y(row.share) };
    const chosen = row.new === this.chosen;
    const group = svgEl("g", {
      class: `dot ${row.status === "optimal" ? "proved" : "open"}${chosen ? " chosen" : ""}`, role: "button", "data-new": row.new,
      tabindex: row.new === this.stop() ? "0" : "-1", "aria-label": spoken(row), "aria-pressed": String(chosen),
    });
    const radius = Math.min(HIT[coarse() ? "coarse" : "fine"], Math.max(HIT.fine, place.step / 2));
    group.append(svgEl("circle", { class: "hit", cx: x, cy: y, r: radius }));
    if (chosen) group.append(...mark(row, x, y, place));
    else group.append(svgEl("circle", { class: "seen", cx: x, cy: y, r: DOT }));
    group.addEventListener("click", () => this.choose(row));
    return group;
  }

  /** The one dot that Tab stops at. */
  stop() {
    return this.rows.some((row) => row.new === this.chosen) ? this.chosen : this.rows[0]?.new;
  }

  key(event) {
    const at = this.rows.findIndex((row) => String(row.new) === event.target.dataset.new);
    if (at < 0) return;
    const step = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, Home: 0, End: this.rows.length - 1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.focus(this.rows[Math.min(this.rows.length - 1, Math.max(0, step))].new);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.choose(this.rows[at]);
    }
  }

  focus(n) {
    this.focused = n;
    this.host.querySelector(`[data-new="${n}"]`)?.focus({ preventScroll: true });
  }

  choose(row) {
    this.focused = row.new;
    this.onChoose(row);
  }

  /** The same facts for readers of tables, and large targets for fingers. */
  list() {
    const held = this.table.contains(document.activeElement) ? document.activeElement.dataset.row : null;
    const head = el("tr", {}, ...["points", "more", "share", "proof"].map((name, i) => el("th", { scope: "col", cls: i && i < 3 ? "num" : "", text: t(`plan.column.${name}`) })));
    fill(this.table, el("caption", { cls: "vh", text: t("plan.curve") }), el("thead", {}, head), el("tbody", {}, ...this.rows.map((row) => this.line(row))));
    if (held) this.table.querySelector(`[data-row="${held}"]`)?.focus({ preventScroll: true });
  }

  line(row) {
    const button = el("button", { type: "button", cls: "row-button", text: tn("points", row.new), "data-row": row.new, "aria-pressed": String(row.new === this.chosen) });
    button.addEventListener("click", () => this.choose(row));
    const { tone, text } = proofTag(row);
    return el("tr", { cls: row.new === this.chosen ? "on" : "" }, el("th", { scope: "row" }, button),
      el("td", { cls: "num", text: this.before === null ? "–" : `+${count(row.covered_weight - this.before)}` }),
      el("td", { cls: "num", text: percent(row.share) }), el("td", {}, el("span", { cls: `tag ${tone}`, text })));
  }
}

const spoken = (row) => t("plan.curve.dot", {
  points: tn("points", row.new), share: percent(row.share), proof: row.status === "optimal" ? t("plan.proof.optimal") : t("plan.proof.gap", { gap: gapWords(row.gap) }),
});

function scales(rows, expected, width) {
  const last = Math.max(1, expected, rows.at(-1).new);
  const most = Math.max(...rows.map(({ share, bound_share: bound }) => Math.max(share, bound ?? 0)), 0.01);
  const least = Math.min(...rows.map(({ share }) => share));
  const floor = least > HIGH_START ? Math.floor(least * 10 + 1e-9) / 10 : 0;
  const tick = TICKS.find((one) => Math.ceil((most - floor) / one) <= FEW_TICKS) ?? TICKS.at(-1);
  const top = Math.max(floor + tick, Math.min(1, floor + Math.ceil((most - floor) / tick - 1e-9) * tick));
  const inner = [width - BOX.left - BOX.right, BOX.height - BOX.top - BOX.bottom];
  const x = (n) => BOX.left + (inner[0] * n) / last;
  const y = (share) => BOX.height - BOX.bottom - (inner[1] * (share - floor)) / (top - floor);
  return { last, tick, top, floor, step: inner[0] / last, x, y };
}

function grid({ last, tick, top, floor, step, x, y }, width) {
  const parts = [];
  for (let share = floor; share <= top + 1e-9; share += tick) {
    parts.push(svgEl("line", { class: share > floor ? "rule" : "axis", x1: BOX.left, x2: width - BOX.right, y1: y(share), y2: y(share) }));
    parts.push(text(percent(share, 0), { x: BOX.left - 6, y: y(share) + 4, "text-anchor": "end" }));
  }
  const every = Math.max(1, Math.ceil(LABEL_EVERY_PX / step));
  for (let n = 0; n <= last; n += every) parts.push(text(String(n), { x: x(n), y: BOX.height - 6, "text-anchor": "middle" }));
  return parts;
}

function line(rows, { x, y, floor: least }) {
  const points = rows.map((row) => `${x(row.new)} ${y(row.share)}`).join("L");
  const floor = `L${x(rows.at(-1).new)} ${y(least)}L${x(rows[0].new)} ${y(least)}z`;
  const open = rows.filter((row) => row.status !== "optimal" && row.bound_share > row.share);
  return [
    least ? null : svgEl("path", { class: "area", d: `M${points}${floor}` }), svgEl("path", { class: "line", d: `M${points}` }),
    ...open.map((row) => svgEl("line", { class: "bound", x1: x(row.new), x2: x(row.new), y1: y(row.share), y2: y(row.bound_share) })),
  ].filter(Boolean);
}

function mark(row, x, y, place) {
  const anchor = x < BOX.left + 60 ? "start" : x > place.x(place.last) - 40 ? "end" : "middle";
  return [
    svgEl("line", { class: "drop", x1: x, x2: x, y1: y, y2: place.y(place.floor) }),
    svgEl("path", { class: "seen", d: `M${x} ${y - DIAMOND}l${DIAMOND} ${DIAMOND} ${-DIAMOND} ${DIAMOND} ${-DIAMOND} ${-DIAMOND}z` }),
    text(`${tn("points", row.new)}: ${percent(row.share)}`, { class: "label", x, y: Math.max(12, y - 14), "text-anchor": anchor }),
  ];
}

function text(words, attributes) {
  const node = svgEl("text", attributes);
  node.textContent = words;
  return node;
}
