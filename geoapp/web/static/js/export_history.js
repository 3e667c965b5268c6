// The files made: what each is, when, how large, in which state; fetched, made again, taken away.

import { el, fill } from "geoapp/dom";
import { underWay } from "geoapp/export_orders";
import { bar, lineOf, tagOf, time } from "geoapp/export_state";
import { icon } from "geoapp/symbols";
import { t } from "geoapp/words";

const MOST = 40;

/** `act` answers {cancel(order), remove(order)}. */
export function showHistory(host, list, act) {
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  if (!list.length) return fill(host, el("p", { cls: "mute none-made", text: t("export.none") }));
  fill(host, el("ul", { cls: "made-list" }, ...list.slice(0, MOST).map((order) => row(order, act))));
  if (list.length > MOST) host.append(el("p", { cls: "small", text: t("export.more", { n: list.length - MOST }) }));
  if (focused) host.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  return undefined;
}

function row(order, act) {
  const what = el("div", { cls: "made-what" }, el("b", { text: order.title }), order.words ? el("span", { cls: "small", text: order.words }) : null);
  const state = el("div", { cls: "made-state" }, tagOf(order), el("span", { cls: "small mute", text: order.file ? lineOf(order) : `${lineOf(order)} · ${time(order.created)}` }));
  return el("li", { "data-order": order.id }, what, state, el("div", { cls: "row made-do" }, ...actions(order, act)));
}

function actions(order, act) {
  const name = [order.title, order.words].filter(Boolean).join(", ");
  if (underWay(order)) return [order.state === "running" ? bar(order) : null, button(order, "cancel", name, () => act.cancel(order))].filter(Boolean);
  const get = order.url
    ? el("a", { cls: "btn sm", href: order.url, download: "", "data-key": `get-${order.id}`, "aria-label": `${t("export.get")}: ${name}` }, icon("download", 18), t("export.get"))
    : null;
  return [get, button(order, "remove", name, () => act.remove(order), "quiet")].filter(Boolean);
}

function button(order, key, name, run, tone = "") {
  const node = el("button", { type: "button", cls: `btn sm ${tone}`.trim(), text: t(`export.${key}`), "data-key": `${key}-${order.id}`, "aria-label": `${t(`export.${key}`)}: ${name}` });
  node.addEventListener("click", run);
  return node;
}
