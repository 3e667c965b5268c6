// Search that ignores accents: groups, points, streets and alleys. A combobox with its list.

import { el, fill } from "geoapp/dom";
import { compare, fold } from "geoapp/format";
import { groupName, pointName } from "geoapp/names";
import { icon } from "geoapp/symbols";
import { t } from "geoapp/words";

const MOST = 8;

/** Returns what can be found in a scene: {kind, text, detail, folded, item}. */
export function searchIndex(scene) {
  const groups = scene.groups.map((group) => entry("group", groupName(group), "", group));
  const points = scene.firePoints.map((point) => entry("point", pointName(point), point.properties.code ?? point.id, point));
  const ways = scene.names.map((way) => entry("way", way.name, "", way));
  return [...groups, ...points, ...ways];
}

const entry = (kind, text, detail, item) => ({
  kind, text, detail: detail === text ? "" : detail, item, folded: fold(`${text} ${detail}`),
});

/** Returns the entries that hold every word of the query, whole beginnings first. */
export function find(index, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const whole = words.join(" ");
  const rank = ({ folded }) => (folded.startsWith(whole) ? 0 : folded.includes(` ${whole}`) ? 1 : 2);
  return index
    .filter(({ folded }) => words.every((word) => folded.includes(word)))
    .sort((a, b) => rank(a) - rank(b) || compare(a.text, b.text))
    .slice(0, MOST);
}

/** Draws the search box; `onFind(entry)` shows what was chosen. */
export class Search {
  constructor(host, index, onFind) {
    Object.assign(this, { index, onFind, found: [], active: -1 });
    this.input = el("input", {
      type: "search", id: "search-input", role: "combobox", autocomplete: "off", spellcheck: "false",
      placeholder: t("search"), "aria-label": t("search.long"), "aria-expanded": "false",
      "aria-controls": "search-list", "aria-autocomplete": "list",
    });
    this.list = el("ul", { id: "search-list", role: "listbox", "aria-label": t("search.results"), hidden: true });
    fill(host, el("label", { cls: "search-box" }, icon("search", 18), this.input), this.list);
    this.input.addEventListener("input", () => this.update());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => this.update());
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  update() {
    this.found = find(this.index, this.input.value);
    this.active = -1;
    const asked = this.input.value.trim() !== "";
    const rows = this.found.map((one, i) => this.option(one, i));
    if (asked && !rows.length) rows.push(el("li", { cls: "none", role: "option", "aria-disabled": "true", text: t("search.none") }));
    fill(this.list, ...rows);
    this.open(asked);
  }

  option(one, i) {
    const option = el("li", { id: `found-${i}`, role: "option", "aria-selected": "false" },
      el("span", { text: one.text }), el("small", { text: [t(`search.${one.kind}`), one.detail].filter(Boolean).join(" · ") }));
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.choose(i));
    return option;
  }

  key(event) {
    if (event.key === "Escape") this.close();
    if (event.key === "Enter" && this.found.length) this.choose(Math.max(0, this.active));
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!move || !this.found.length) return;
    event.preventDefault();
    this.open(true);
    this.mark((this.active + move + this.found.length) % this.found.length);
  }

  mark(i) {
    this.active = i;
    [...this.list.children].forEach((option, k) => option.setAttribute("aria-selected", String(k === i)));
    this.input.setAttribute("aria-activedescendant", `found-${i}`);
  }

  choose(i) {
    const one = this.found[i];
    this.input.value = one.text;
    this.close();
    this.onFind(one);
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    if (!yes) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.open(false);
  }
}
