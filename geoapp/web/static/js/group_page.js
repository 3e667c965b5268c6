// The page of one group: the server wrote the facts, this draws the map and joins it to the list of points.

import "geoapp/decorate";
import { firePointCard, openCard, waterCard } from "geoapp/card";
import { loadKit } from "geoapp/data";
import { byId, calm, coarse, el, narrow } from "geoapp/dom";
import { insidePolygons } from "geoapp/geometry";
import { openGroupMap } from "geoapp/group_map";
import { page } from "geoapp/page";
import { icon } from "geoapp/symbols";
import { state } from "geoapp/state";
import { t } from "geoapp/words";

const { L } = window;
const POINT_ZOOM = 18;
const SHAPES_FROM = 15.5; // one group is looked at closely: its houses are shapes early
let opened = null;
let kit = new Map();

async function start() {
  try {
    [opened, kit] = await Promise.all([openGroupMap({ onChoose: openItem, drawing: { shapesFrom: SHAPES_FROM } }), loadKit()]);
  } catch (error) {
    if (error.url === undefined) throw error;
    showFailure(error);
    return;
  }
  addControls(opened.view.map);
  document.querySelectorAll(".show-point").forEach(wireShow);
}

/** The page scrolls over its map: one finger and the wheel scroll, two fingers, buttons and keys move the map. */
function addControls(map) {
  map.scrollWheelZoom.disable();
  if (coarse()) map.dragging.disable();
  if (narrow()) L.control.zoom({ position: "topright", zoomInTitle: t("zoom.in"), zoomOutTitle: t("zoom.out") }).addTo(map);
  const whole = L.Control.extend({ onAdd: () => wholeButton() });
  new whole({ position: "topright" }).addTo(map);
}

function wholeButton() {
  const button = el("button", { type: "button", cls: "map-button", "aria-label": t("whole-group"), title: t("whole-group") }, icon("locate", 20));
  button.addEventListener("click", () => opened.group && opened.view.fitGroup(opened.group));
  L.DomEvent.disableClickPropagation(button);
  return button;
}

function showFailure(error) {
  const note = byId("map-failed");
  const again = el("button", { type: "button", cls: "btn sm", text: t("failed.retry") });
  again.addEventListener("click", () => location.reload());
  note.replaceChildren(el("b", { text: `${t("failed.title")}. ` }), `${error.sentence || t("failed.why")} `, again);
  note.hidden = false;
}

/** A point of the list is shown on the map: one selection. */
function wireShow(button) {
  const { view } = opened;
  const entry = view.points.items.get(`fire_points/${button.dataset.point}`);
  if (!entry) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    byId("map-box").scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    view.zoomTo(entry.item.at, POINT_ZOOM);
    view.points.select("fire_points", entry.item.id);
    entry.button.focus({ preventScroll: true });
  });
}

/** A symbol on the map opens its card. */
function openItem(kind, item, from) {
  const { view, coverage } = opened ?? {};
  if (!view) return;
  const group = view.scene.groups.find(({ id }) => id === item.properties.group_id)
    ?? view.scene.groups.find(({ polygons }) => insidePolygons(item.at, polygons));
  const other = group && group.id !== page.group ? group : null;
  const zoomTo = () => view.zoomTo(item.at);
  const reason = coverage?.excluded.find(({ id }) => String(id) === item.id)?.reason;
  const card = kind === "fire_points"
    ? firePointCard(item, { coverage, state, reason, group: other, kit: kit.get(item.id), zoomTo })
    : waterCard(item, { group, zoomTo });
  view.points.select(kind, item.id);
  openCard(card, { from, onClose: () => view.points.select(null, null) });
}

export const ready = start();
ready.then(() => { document.documentElement.dataset.ready = "true"; });
