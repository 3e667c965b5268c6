// The map of a notebook or of one saved file: layers, legend and cards over the map, no panel.

import { firePointCard, openCard, waterCard } from "geoapp/card";
import { loadCoverage, loadLayer } from "geoapp/data";
import { byId } from "geoapp/dom";
import { insidePolygons } from "geoapp/geometry";
import { showLayers, syncLayers } from "geoapp/layers";
import { showLegend } from "geoapp/legend";
import { MapView, loadScene } from "geoapp/map_view";
import { page } from "geoapp/page";
import { plainHouses } from "geoapp/scene";
import { change, onChange, state } from "geoapp/state";

/** Draws the ward and joins the controls. */
async function start() {
  const box = document.querySelector(".stage.notebook");
  window.geoapp.map.getContainer().after(box);
  const scene = await loadScene();
  const view = new MapView(scene, {
    onChoose: (kind, item, from) => openPoint(view, kind, item, from),
    onGroup: (group) => choose(view, group),
  });
  const coverage = page.urls.households ? await withFigures(view) : await withoutFigures(view);
  const refresh = async () => {
    syncLayers(byId("layers"), state);
    legend(view);
    await view.show(state, { coverage });
  };
  showLayers(byId("layers"), state);
  onChange(refresh);
  await refresh();
}

async function withFigures(view) {
  const [coverage] = await Promise.all([loadCoverage(state.metric, state.weight), view.loadHouses()]);
  view.points.setExcluded(new Map(coverage.excluded.map(({ id, reason }) => [String(id), reason])));
  return coverage;
}

async function withoutFigures(view) {
  if (page.layers.includes("buildings")) view.scene.plainHouses = plainHouses(await loadLayer("buildings"), view.scene.frame);
  return null;
}

function choose(view, group) {
  const again = state.group === group.id;
  change({ group: again ? null : group.id });
  if (again) view.fit();
  else view.fitGroup(group);
}

function openPoint(view, kind, item, from) {
  const group = view.scene.groups.find(({ polygons }) => insidePolygons(item.at, polygons));
  const zoomTo = () => view.zoomTo(item.at);
  view.points.select(kind, item.id);
  const card = kind === "fire_points" ? firePointCard(item, { state, group, zoomTo }) : waterCard(item, { group, zoomTo });
  openCard(card, { from, onClose: () => view.points.select(null, null) });
}

function legend({ scene, payload }) {
  showLegend(byId("legend"), state, {
    radii: payload?.radii_m,
    unreachable: payload?.distance_dm[state.metric]?.some((value) => value < 0),
    estimated: payload?.estimated,
    usable: scene.firePoints.length > 0,
    unusable: scene.firePoints.some(({ properties }) => properties.status && properties.status !== "active"),
    groups: scene.groups.length > 0,
    exampleNumber: scene.groups[0]?.number,
    borders: scene.groups.length > 0,
    reach: Boolean(payload),
    gaps: Boolean(payload),
    water: scene.waters.length > 0,
  });
}

export const ready = start();
ready.then(() => { document.documentElement.dataset.ready = "true"; });
