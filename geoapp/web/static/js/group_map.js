// The map of one group: the ward with this group in focus, its points labelled, the neighbours numbered.

import { cardBoxes } from "geoapp/free_area";
import { loadCoverage } from "geoapp/data";
import { el } from "geoapp/dom";
import { insidePolygons, segmentDistance } from "geoapp/geometry";
import { MapView, loadScene } from "geoapp/map_view";
import { page } from "geoapp/page";
import { state } from "geoapp/state";

const FIRST_LAYERS = ["safe_areas", "water_sources"];
const WATER_NEAR_M = 60;
const LAYERS = ["households", "reach", ...FIRST_LAYERS];

/**
 * Draws the group; resolves to {view, group, coverage} when everything is drawn. Without figures the base map
 * still stands. `options` are those of MapView.
 */
export async function openGroupMap(options = {}) {
  const scene = await loadScene();
  const group = scene.groups.find(({ id }) => id === page.group) ?? null;
  if (group) scene.waters = scene.waters.filter(({ at }) => isNear(at, group, scene.frame));
  const view = new MapView(scene, { badges: false, ...options });
  if (group) view.fitGroup(group, false);
  const shown = { ...state, group: page.group, layers: LAYERS };
  await view.show({ ...shown, layers: FIRST_LAYERS });
  const coverage = page.urls.households ? await colour(view, shown) : null;
  labelPoints(view, group);
  return { view, group, coverage };
}

/** Water of the rest of the ward would only cover the map. */
function isNear(at, { polygons }, { metresPerUnit }) {
  if (insidePolygons(at, polygons)) return true;
  const rings = polygons.flat();
  return rings.some((ring) => ring.some((from, i) => segmentDistance(at, from, ring[(i + 1) % ring.length]) * metresPerUnit <= WATER_NEAR_M));
}

async function colour(view, shown) {
  const [coverage] = await Promise.all([loadCoverage(shown.metric, shown.weight), view.loadHouses()]);
  view.points.setExcluded(new Map(coverage.excluded.map(({ id, reason }) => [String(id), reason])));
  await view.show(shown, { coverage });
  return coverage;
}

/** The group's own points carry their code, so that the list and the map are read together. */
function labelPoints(view, group) {
  if (!group) return;
  const labels = [];
  for (const { kind, item, button } of view.points.items.values()) {
    if (kind !== "fire_points" || item.properties.group_id !== group.id) continue;
    const label = el("span", { cls: "point-label", "aria-hidden": "true", text: item.properties.code ?? item.id });
    button.append(label);
    labels.push(label);
  }
  view.base.show({ obstacles: () => withLabels(view, labels) });
}

function withLabels(view, labels) {
  const origin = view.map.getContainer().getBoundingClientRect();
  const boxes = labels.map((label) => label.getBoundingClientRect())
    .map(({ left, top, right, bottom }) => [left - origin.left, top - origin.top, right - origin.left, bottom - origin.top]);
  return { circles: view.points.obstacles(), boxes: [...cardBoxes(view.map), ...boxes] };
}
