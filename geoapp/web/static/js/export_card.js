// One card: the picture of the first page, what it is, its choices, its state, what can be done.

import { CARDS, cardOf, sameOrder, usable, wantedOf } from "geoapp/export_cards";
import { chooseGroups } from "geoapp/export_groups";
import { bar, lineOf, tagOf } from "geoapp/export_state";
import { underWay } from "geoapp/export_orders";
import { el, fill } from "geoapp/dom";
import { page } from "geoapp/page";
import { icon } from "geoapp/symbols";
import { has, t } from "geoapp/words";

const { kinds } = page.exports;

/** `act` answers {give(card), cancel(order), choose(card, patch), enlarge(card)}. */
export class Card {
  constructor(card, common, act) {
    Object.assign(this, { card, common, act, order: null, picture: null });
    this.face = el("button", { type: "button", cls: "face", "aria-label": t("export.enlarge", { title: this.title() }) });
    this.face.addEventListener("click", () => this.picture && act.enlarge(this));
    this.heading = el("h3", { id: `card-${card.id}` });
    this.tag = el("span", { cls: "card-state" });
    this.what = el("p", { cls: "small" });
    this.fields = el("div", { cls: "choices" });
    this.line = el("p", { cls: "small mute line", id: `line-${card.id}` });
    this.actions = el("div", { cls: "card-foot" });
    const body = el("div", { cls: "card-body" }, el("div", { cls: "row sp card-top" }, this.heading, this.tag), this.what, this.fields, this.line, this.actions);
    this.node = el("li", { cls: "ecard", "data-card": card.id, "aria-labelledby": this.heading.id }, el("div", { cls: "pic" }, this.face), body);
    this.showFace({ busy: true });
  }

  get choices() {
    return this.common.own[this.card.id];
  }

  wanted = () => wantedOf(this.card, this.common);
  title = () => t(`export.card.${this.card.id}`);

  /** Shows the card for the present choices and the orders given so far, newest first. */
  show(orders) {
    const mine = orders.filter(({ order }) => cardOf(order) === this.card.id);
    const wanted = this.wanted();
    const active = mine.find(underWay);
    const fitting = mine.find(({ order, state }) => sameOrder(wanted, order) && state !== "cancelled");
    this.order = active ?? fitting ?? null;
    this.heading.textContent = this.title();
    this.what.textContent = this.format();
    fill(this.tag, this.order ? tagOf(this.order) : null);
    this.showFields();
    this.showState(mine);
  }

  format() {
    const { kind } = this.wanted();
    return has(`export.format.${kind}`) ? t(`export.format.${kind}`) : "";
  }

  showState(mine) {
    const { order } = this;
    this.node.classList.toggle("active", Boolean(order && underWay(order)));
    if (!usable(this.card)) {
      this.line.textContent = t("export.no-groups");
      this.offered = null;
      return fill(this.actions);
    }
    this.line.textContent = order ? lineOf(order) : this.hint(mine);
    return this.showActions();
  }

  /** Before there is a file: whose data it would hold, which other file of this card is at hand, or what is in it. */
  hint(mine) {
    if (kinds[this.wanted().kind].personal) return t(this.choices.addresses ? "export.with-addresses" : "export.without-addresses");
    const last = mine.find(({ file }) => file);
    return last ? t("export.other", { words: [last.title, last.words].filter(Boolean).join(", ") }) : t(`export.hint.${this.card.id}`);
  }

  /** Draws what can be done, unless it stands there: a button that is being pressed must not be taken away. */
  showActions() {
    const { order } = this;
    const key = JSON.stringify([order?.id, order?.state, order?.url, order?.stale]);
    if (key === this.offered) {
      this.actions.querySelector(".prog")?.replaceWith(bar(order));
      return;
    }
    this.offered = key;
    const focused = this.actions.contains(document.activeElement) ? document.activeElement.dataset.do : null;
    if (order && underWay(order)) {
      fill(this.actions, order.state === "running" ? bar(order) : null, this.button("cancel", t("export.cancel"), () => this.act.cancel(order)));
    } else if (order?.url) {
      const get = el("a", { cls: "btn main sm", href: order.url, download: "", "data-do": "get", "aria-describedby": this.line.id }, icon("download", 18), t("export.get"));
      fill(this.actions, get, this.button("again", t("export.again"), () => this.act.give(this), order.stale ? "" : "quiet"));
    } else {
      fill(this.actions, this.button("make", t(order ? "export.again" : "export.make"), () => this.act.give(this)));
    }
    if (focused) (this.actions.querySelector(`[data-do="${focused}"]`) ?? this.actions.querySelector("a, button"))?.focus();
  }

  button(name, text, run, tone = "") {
    const node = el("button", { type: "button", cls: `btn sm ${tone}`.trim(), text, "data-do": name, "aria-label": `${text}: ${this.title()}` });
    // aria-disabled, not disabled: a button that is switched off would lose the focus before what comes can take it over
    node.addEventListener("click", async () => {
      if (node.ariaDisabled === "true") return;
      node.ariaDisabled = "true";
      await run();
      node.ariaDisabled = null;
    });
    return node;
  }

  showFields() {
    const shown = this.card.fields.filter(({ when, type }) => (when?.(this.choices) ?? true) && (type !== "groups" || usable(this.card)));
    const key = JSON.stringify([shown.map((field) => field.key), this.choices]);
    if (key === this.drawn) return;
    this.drawn = key;
    const focused = this.fields.contains(document.activeElement) ? document.activeElement.dataset.field : null;
    fill(this.fields, ...shown.map((field) => this.field(field)));
    if (focused) this.fields.querySelector(`[data-field="${focused}"]`)?.focus();
  }

  field(field) {
    if (field.type === "switch") return this.switch(field);
    if (field.type === "groups") return this.groups(field);
    const select = el("select", { "data-field": field.key, "aria-label": `${t(`export.field.${field.key}`)}: ${this.title()}`, disabled: !field.options.length });
    select.append(...field.options.map(([value, text]) => el("option", { value, text, selected: value === this.choices[field.key] })));
    select.addEventListener("change", () => this.act.choose(this, { [field.key]: select.value }));
    return select;
  }

  switch({ key }) {
    const input = el("input", { type: "checkbox", cls: "switch", role: "switch", "data-field": key, checked: this.choices[key] });
    input.addEventListener("change", () => this.act.choose(this, { [key]: input.checked }));
    return el("label", { cls: "switch-line" }, el("span", { text: t(`export.field.${key}`) }), input);
  }

  groups({ key }) {
    const chosen = this.choices[key];
    const all = page.exports.groups.length;
    const text = chosen.length ? t("export.groups.some", { n: chosen.length, all }) : t("export.groups.all", { all });
    const button = el("button", { type: "button", cls: "btn sm choose", "data-field": key, text });
    button.addEventListener("click", async () => {
      const picked = await chooseGroups(chosen);
      if (picked) this.act.choose(this, { [key]: picked });
    });
    return button;
  }

  /** `state` is {url}, {busy} or {failed, sentence}. */
  showFace(state) {
    this.picture = state.url ?? null;
    this.face.disabled = !state.url;
    if (!state.url) {
      fill(this.face, el("span", { cls: state.busy ? "sheet skel" : "sheet none", text: state.failed ? state.sentence || t("export.no-preview") : null }));
      return;
    }
    const image = el("img", { src: state.url, alt: "", decoding: "async" });
    image.addEventListener("error", () => this.showFace({ failed: true }));
    fill(this.face, image);
  }
}

export const cards = (common, act) => CARDS.map((card) => new Card(card, common, act));
