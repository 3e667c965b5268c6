// The map on a group's page: the ward with one group in focus.

import "geoapp/decorate";
import { loadCoverage } from "geoapp/data";
import { MapView, loadScene } from "geoapp/map_view";
import { page } from "geoapp/page";
import { state } from "geoapp/state";

const LAYERS = ["households", "reach", "safe_areas"];

/** Draws the group; without figures the base map still stands. */
export async function openGroupMap() {
  const scene = await loadScene();
  const view = new MapView(scene, { badges: false });
  const group = scene.groups.find(({ id }) => id === page.group);
  if (group) view.fitGroup(group, false);
  const shown = { ...state, group: page.group, layers: LAYERS.concat(state.layers.includes("water_sources") ? "water_sources" : []) };
  await view.show({ ...shown, layers: ["safe_areas"] });
  if (page.urls.households) await colour(view, shown);
  return view;
}

async function colour(view, shown) {
  const [coverage] = await Promise.all([loadCoverage(shown.metric, shown.weight), view.loadHouses()]);
  view.points.setExcluded(new Map(coverage.excluded.map(({ id, reason }) => [String(id), reason])));
  await view.show(shown, { coverage });
}

export const ready = openGroupMap();
ready.then(() => { document.documentElement.dataset.ready = "true"; });
