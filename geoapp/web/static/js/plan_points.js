// The standing points on the planner's map: their card, assuming one away, and the layer after it has changed.

import { closeCard, firePointCard, openCard } from "geoapp/card";
import { forget, loadLayer } from "geoapp/data";
import { el } from "geoapp/dom";
import { insidePolygons } from "geoapp/geometry";
import { plan } from "geoapp/plan_state";
import { state } from "geoapp/state";
import { t } from "geoapp/words";

const CLOSE_ZOOM = 17;

/** Opens the card of a fire point; `onAway(id, gone)` assumes it away or takes that back. */
export function openPoint({ view, coverage, excluded }, item, from, onAway) {
  const { groups } = view.scene;
  const group = groups.find(({ id }) => id === item.properties.group_id) ?? groups.find(({ polygons }) => insidePolygons(item.at, polygons));
  const gone = plan.removed.includes(item.id);
  const reason = gone ? t("plan.away.assumed") : excluded.get(item.id);
  const card = firePointCard(item, { coverage, state, reason, group, zoomTo: () => view.zoomTo(item.at) });
  if (gone || !excluded.has(item.id)) card.actions = [awayButton(item.id, gone, onAway), ...card.actions.slice(-1)];
  view.points.select("fire_points", item.id);
  openCard(card, { from, onClose: () => view.points.select(null, null) });
}

function awayButton(id, gone, onAway) {
  const button = el("button", { type: "button", cls: "btn sm", text: t(gone ? "plan.away.back" : "plan.away.do") });
  button.addEventListener("click", () => {
    closeCard();
    onAway(id, !gone);
  });
  return button;
}

/** Shows a point by its id, from a list. */
export function showPoint(app, id, from, onAway) {
  const point = app.view?.scene.firePoints.find((one) => one.id === id);
  if (!point) return;
  app.view.zoomTo(point.at, CLOSE_ZOOM);
  openPoint(app, point, from, onAway);
}

/** Reads the layer of points anew: proposed ones were added or taken back. */
export async function reloadPoints({ view, excluded }) {
  forget();
  const layer = await loadLayer("fire_points");
  const points = layer.features.filter(({ geometry }) => geometry?.type === "Point");
  view.points.drop("fire_points");
  view.scene.firePoints = points.map((feature) => ({
    id: String(feature.id ?? feature.properties.id), properties: feature.properties,
    lonlat: feature.geometry.coordinates, at: view.scene.frame.project(feature.geometry.coordinates),
  }));
  view.scene.firePoints.forEach((point) => view.points.addFire(point, excluded));
}
