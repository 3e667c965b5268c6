// The card of what was chosen on the map: a fire point, a water source, a house. Escape or its button closes it.

import { atRadius } from "geoapp/coverage";
import { byId, el, fill } from "geoapp/dom";
import { count, date, metres } from "geoapp/format";
import { kitWords } from "geoapp/kit";
import { groupName, pointName, pointState, waterName, waterState, word } from "geoapp/names";
import { page } from "geoapp/page";
import { icon, symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

let opener = null;
let afterClose = () => {};

/** Shows a card; focus goes to it, and back to `from` when it closes. */
export function openCard({ heading, shape, tag, lines = [], facts = [], actions = [] }, { from = null, onClose = () => {} } = {}) {
  opener = from;
  afterClose = onClose;
  const close = el("button", { type: "button", cls: "card-close", "aria-label": t("close") }, icon("close", 18));
  close.addEventListener("click", () => closeCard());
  const title = el("h2", { id: "card-title", tabindex: "-1", text: heading });
  const card = el("section", { cls: "float card-float", "aria-labelledby": "card-title" },
    el("div", { cls: "card-head" }, shape ? symbol(shape, 28) : null, title, close),
    tag ? el("p", { cls: "card-tag" }, el("span", { cls: `tag ${tag.tone}`, text: tag.text })) : null,
    ...lines.filter(Boolean).map((text) => el("p", { cls: "small", text })),
    factList(facts),
    actions.length ? el("div", { cls: "row actions" }, ...actions) : null);
  card.addEventListener("keydown", (event) => event.key === "Escape" && closeCard());
  fill(byId("card-box"), card);
  title.focus({ preventScroll: true });
}

/** Closes the card, if there is one. */
export function closeCard({ refocus = true } = {}) {
  const box = byId("card-box");
  if (!box.firstChild) return;
  fill(box);
  if (refocus && opener?.isConnected) opener.focus({ preventScroll: true });
  afterClose();
}

function factList(facts) {
  const shown = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (!shown.length) return null;
  return el("dl", { cls: "kv" }, ...shown.flatMap(([name, value, strong]) => [
    el("dt", { text: name }), el("dd", {}, strong ? el("b", { text: value }) : document.createTextNode(value)),
  ]));
}

/** The card of a fire point. `reason` says why it does not count, where it does not; `kit` is its row of the kit. */
export function firePointCard(point, { coverage, state, reason, group, kit = null, zoomTo }) {
  const { properties } = point;
  const usable = !reason && (!properties.status || properties.status === "active");
  return {
    heading: pointName(point),
    shape: usable ? "fire" : "unusable",
    tag: stateTag(point, usable, kit),
    lines: [place(point, group), reason ? t("card.reason", { reason }) : null],
    facts: [
      [t("card.needs"), kit && usable ? kit.lacks.join("; ") : null, true],
      ...kitFacts(kitWords(properties.equipment), properties), ...boxFacts(properties), ...checkFacts(properties, kit),
      ...serviceFacts(point, coverage, state),
    ],
    actions: actions(group, zoomTo),
  };
}

/** What a passer-by needs first: whether the point counts, then whether its kit is complete. */
function stateTag(point, usable, kit) {
  if (!usable) return { tone: "bad", text: pointState(point, usable) };
  if (kit?.state === "needs") return { tone: "caution", text: t("card.kit-needs") };
  return { tone: "ok", text: kit?.state === "complete" ? t("card.kit-complete") : pointState(point, usable) };
}

function place({ properties, id }, group) {
  const where = [properties.address || word("position", properties.position), group ? groupName(group) : null];
  const code = properties.code ?? id;
  return [code === properties.name ? null : code, ...where].filter(Boolean).join(" · ");
}

function kitFacts(kit, { equipment }) {
  if (!equipment?.length) return [[t("card.kit"), t("card.no-kit")]];
  const rows = kit.extinguishers.map(({ kind, text }) => [kind, text]);
  if (kit.tools.length) rows.push([t("card.tools"), kit.tools.join(", ")]);
  if (kit.faults.length) rows.push([t("card.faults"), kit.faults.join("; ")]);
  return rows;
}

function boxFacts(properties) {
  return [
    [t("card.cabinet"), word("cabinet", properties.cabinet)],
    [t("card.lock"), word("lock", properties.lock)],
  ];
}

/** The last check known, be it the point's own date or its last inspection, and the next one. */
function checkFacts(properties, kit) {
  const last = kit?.checked_on ?? properties.checked_on;
  const next = kit?.next_check_on ?? properties.next_check_on;
  const late = kit?.overdue_days ? ` (${t("card.overdue", { count: kit.overdue_days })})` : "";
  return [
    [t("card.checked"), last ? date(last) : t("card.never-checked")],
    [t("card.next"), next ? date(next) + late : null, Boolean(late)],
  ];
}

function serviceFacts({ id }, coverage, state) {
  const row = coverage?.facilities?.find((one) => String(one.id) === id);
  if (!row) return [];
  const unit = t(`unit.${state.weight}`);
  const sole = row.sole_cover_weight?.[String(state.radius)];
  return [
    [t("card.nearest-to"), `${count(row.catchment_weight)} ${unit}`, true],
    [t("card.sole", { radius: state.radius }), sole === undefined ? null : `${count(sole)} ${unit}`],
  ];
}

function actions(group, zoomTo, nearest = null) {
  const zoom = el("button", { type: "button", cls: "btn quiet sm", text: t("card.zoom") });
  zoom.addEventListener("click", zoomTo);
  if (nearest) return [nearest, zoom];
  if (!group || !page.urls?.group) return [zoom];
  const href = page.urls.group.replace("{group}", encodeURIComponent(group.id));
  return [el("a", { cls: "btn sm", href, text: t("group-page") }), zoom];
}

/** The card of a water source. */
export function waterCard(source, { group, zoomTo }) {
  const { properties } = source;
  return {
    heading: waterName(source),
    shape: "water",
    tag: { tone: properties.status === "usable" ? "ok" : "caution", text: waterState(source) },
    lines: [[properties.code ?? source.id, group ? groupName(group) : null].filter(Boolean).join(" · ")],
    facts: [
      [t("card.flow"), properties.flow_ls ? `${count(properties.flow_ls)} l/s` : null],
      [t("card.volume"), properties.volume_m3 ? `${count(properties.volume_m3)} m³` : null],
      [t("card.checked"), properties.checked_on ? date(properties.checked_on) : null],
    ],
    actions: actions(null, zoomTo),
  };
}

/** The card of a house: its nearest point, how far that is, its group. `showNearest` opens the point. */
export function houseCard(house, { payload, state, group, nearest, showNearest, zoomTo }) {
  const i = house.index;
  const tenths = payload.distance_dm[state.metric][i];
  const reached = tenths >= 0 && payload.band[state.metric][i] <= payload.radii_m.indexOf(state.radius);
  const distance = tenths < 0 ? t("card.no-path") : metres(tenths / 10, tenths < 100 ? 1 : 0);
  return {
    heading: t("card.house", { id: payload.ids[i] }),
    tag: { tone: reached ? "ok" : "caution", text: t(reached ? "card.reached" : "card.beyond", { radius: state.radius }) },
    facts: [
      [t("card.nearest"), nearest, true],
      [t(`card.distance.${state.metric}`), distance, true],
      [t("card.households"), count(payload.households[i])],
      [t("card.people"), payload.people?.[i] == null ? null : count(payload.people[i])],
      [t("card.group"), group ? groupName(group) : t("table.none")],
    ],
    actions: actions(group, zoomTo, nearest ? pointButton(showNearest) : null),
  };
}

function pointButton(show) {
  const button = el("button", { type: "button", cls: "btn sm", text: t("card.show-nearest") });
  button.addEventListener("click", show);
  return button;
}

/** The card of an area: a safe residential area or an inter-family group. */
export function areaCard(kind, area, { coverage, state, zoomTo }) {
  const { properties } = area;
  const figures = kind === "safe_areas" ? coverage?.safe_areas?.find(({ id }) => String(id) === area.id) : null;
  const row = figures && atRadius(figures, state.radius);
  const unit = t(`unit.${state.weight}`);
  return {
    heading: properties.name || t(`layer.${kind}`),
    shape: kind === "safe_areas" ? "safe_area" : null,
    tag: properties.status ? { tone: properties.status === "recognised" ? "ok" : "plain", text: word("safe_status", properties.status) } : null,
    lines: [t(`layer.${kind}`)],
    facts: [
      [t("card.households"), properties.household_count ? count(properties.household_count) : null],
      [t("card.within", { radius: state.radius }), row ? `${count(row.covered_weight)} / ${count(figures.weight)} ${unit}` : null, true],
      [t("card.recognised"), properties.recognised_on ? date(properties.recognised_on) : null],
      [t("card.bells"), properties.bells ? count(properties.bells) : null],
    ],
    actions: actions(null, zoomTo),
  };
}
