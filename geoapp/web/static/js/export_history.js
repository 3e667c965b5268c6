// The files made: what each is, when, how large, in which state; fetched, made again, taken away.

import { el, fill } from "geoapp/dom";
import { underWay } from "geoapp/export_orders";
import { bar, lineOf, tagOf, time } from "geoapp/export_state";
import { icon } from "geoapp/symbols";
import { t } from "geoapp/words";

const MOST = 40;

/**
 * Draws the list; `act` answers {cancel(order), again(order), remove(order)}. While orders stay the same ones only what changed is
 * drawn again, and never a button of an order that goes on: whoever is pressing it would press nothing.
 */
export function showHistory(host, list, act) {
  const rows = [...host.querySelectorAll("li")];
  const shown = list.slice(0, MOST);
  const same = host.dataset.all === String(list.length) && rows.length === shown.length;
  host.dataset.all = list.length;
  if (shown.length && same && rows.every((node, i) => node.dataset.order === shown[i].id)) {
    rows.forEach((node, i) => renew(node, shown[i], act));
    return undefined;
  }
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  if (!list.length) return fill(host, el("p", { cls: "mute none-made", text: t("export.none") }));
  fill(host, el("ul", { cls: "made-list" }, ...shown.map((order) => row(order, act))));
  if (list.length > MOST) host.append(el("p", { cls: "small", text: t("export.more", { n: list.length - MOST }) }));
  if (focused) host.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  return undefined;
}

const told = new WeakMap(); // row → everything that it shows
const tellOf = ({ seconds, ...shown }) => JSON.stringify(shown);

function renew(node, order, act) {
  if (told.get(node) === tellOf(order)) return;
  const next = row(order, act);
  if (node.dataset.state !== order.state) {
    const focused = node.contains(document.activeElement);
    node.replaceWith(next);
    if (focused) next.querySelector("a, button")?.focus();
    return;
  }
  told.set(node, tellOf(order));
  for (const part of [".made-what", ".made-state", ".prog"]) node.querySelector(part)?.replaceWith(next.querySelector(part));
}

function row(order, act) {
  const what = el("div", { cls: "made-what" }, el("b", { text: order.title }), order.words ? el("span", { cls: "small", text: order.words }) : null);
  const state = el("div", { cls: "made-state" }, tagOf(order), el("span", { cls: "small mute", text: order.file ? lineOf(order) : `${lineOf(order)} · ${time(order.created)}` }));
  const node = el("li", { "data-order": order.id, "data-state": order.state }, what, state, el("div", { cls: "row made-do" }, ...actions(order, act)));
  told.set(node, tellOf(order));
  return node;
}

function actions(order, act) {
  const name = [order.title, order.words].filter(Boolean).join(", ");
  if (underWay(order)) return [order.state === "running" ? bar(order) : null, button(order, "cancel", name, () => act.cancel(order))].filter(Boolean);
  const get = order.url
    ? el("a", { cls: "btn sm", href: order.url, download: "", "data-key": `get-${order.id}`, "aria-label": `${t("export.get")}: ${name}` }, icon("download", 18), t("export.get"))
    : null;
  const again = order.url ? null : button(order, "again", name, () => act.again(order));
  return [get, again, button(order, "remove", name, () => act.remove(order), "quiet")].filter(Boolean);
}

function button(order, key, name, run, tone = "") {
  const node = el("button", { type: "button", cls: `btn sm ${tone}`.trim(), text: t(`export.${key}`), "data-key": `${key}-${order.id}`, "aria-label": `${t(`export.${key}`)}: ${name}` });
  node.addEventListener("click", run);
  return node;
}
