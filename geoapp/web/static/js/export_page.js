// The exports' page: common choices, a card for every product, the files made.

import "geoapp/decorate";
import { confirm } from "geoapp/desk_dialog";
import { byId, el, fill } from "geoapp/dom";
import { cards } from "geoapp/export_card";
import { usable } from "geoapp/export_cards";
import { common, lead, showCommon } from "geoapp/export_common";
import { showHistory } from "geoapp/export_history";
import { Orders } from "geoapp/export_orders";
import { Previews } from "geoapp/export_previews";
import { toast } from "geoapp/toast";
import { t } from "geoapp/words";

const SETTLE_MS = 300;
const shown = cards(common, { give, cancel, choose, enlarge });
const previews = new Previews((card, state) => card.showFace(state));
const orders = new Orders({ onNews, onTrouble: trouble });
let settle = 0;

function start() {
  fill(byId("cards"), ...shown.map(({ node }) => node));
  byId("made-note").textContent = t("export.made.note");
  showCommon(byId("common"), changed);
  changed();
  if (new URLSearchParams(location.search).has("group")) byId("cards").querySelector("[data-card=group]").scrollIntoView({ block: "center" });
  return orders.load();
}

/** The common choices changed: every card may have another file, and another picture. */
function changed() {
  byId("lead").textContent = lead();
  for (const card of shown) card.show(orders.list);
  clearTimeout(settle);
  settle = setTimeout(() => shown.forEach(picture), SETTLE_MS);
}

function picture(card) {
  if (usable(card.card)) previews.want(card, card.wanted());
  else card.showFace({ failed: true, sentence: t("export.no-groups") });
}

function choose(card, patch) {
  Object.assign(card.choices, patch);
  card.show(orders.list);
  if (Object.keys(patch).some((key) => key !== "addresses")) picture(card);
}

function onNews(list, ended) {
  for (const card of shown) card.show(list);
  showHistory(byId("made"), list, { cancel, again, remove });
  const told = ended.filter(({ state }) => state !== "cancelled").map((order) => t(`export.told.${order.state}`, { title: order.title }));
  if (told.length) byId("spoken").textContent = told.join(" ");
}

function give(card) {
  return guarded(() => orders.give(card.wanted()));
}

function cancel(order) {
  return guarded(() => orders.cancel(order.id));
}

function again(order) {
  return guarded(() => orders.again(order));
}

/** A file that is at hand is taken away only after a question; what never came to be just leaves the list. */
async function remove(order) {
  const yes = !order.file || await confirm({ title: t("export.remove.title", { title: order.title }), text: t("export.remove.why"), yes: t("export.remove") });
  if (yes) await guarded(() => orders.remove(order.id));
}

async function guarded(run) {
  try {
    await run();
  } catch (error) {
    if (error.url === undefined) throw error;
    trouble(error);
  }
}

function trouble(error) {
  toast(error.sentence || t("desk.gone"));
}

/** Shows the first page large. */
function enlarge(card) {
  const close = el("button", { type: "button", cls: "btn", text: t("close") });
  const dialog = el("dialog", { cls: "large", "aria-label": card.title() }, el("img", { src: card.picture, alt: t("export.preview-of", { title: card.title() }) }), el("div", { cls: "row sp wrap" }, el("p", { cls: "small", text: t("export.preview.note") }), close));
  const leave = () => {
    dialog.close();
    dialog.remove();
    card.face.focus({ preventScroll: true });
  };
  close.addEventListener("click", leave);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && leave());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}

export const ready = start();
ready.then(() => { document.documentElement.dataset.ready = "true"; });
