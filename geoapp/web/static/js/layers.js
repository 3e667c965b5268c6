// The card of layers: what may be switched on, among what the ward has.

import { el, fill } from "geoapp/dom";
import { page } from "geoapp/page";
import { LAYERS, toggleLayer } from "geoapp/state";
import { t } from "geoapp/words";

const NEEDS = {
  households: () => Boolean(page.urls?.households),
  reach: () => Boolean(page.urls?.areas),
  gaps: () => Boolean(page.urls?.areas),
  deep_alleys: () => Boolean(page.urls?.households) && page.layers.includes("alleys"),
  safe_areas: () => page.layers.includes("safe_areas"),
  interfamily_groups: () => page.layers.includes("interfamily_groups"),
  water_sources: () => page.layers.includes("water_sources"),
};

/** Layers this ward can show. */
export const availableLayers = () => LAYERS.filter((name) => NEEDS[name]());

/** Draws the checkboxes. */
export function showLayers(host, state) {
  const boxes = availableLayers().map((name) => {
    const input = el("input", { type: "checkbox", "data-layer": name });
    input.checked = state.layers.includes(name);
    input.addEventListener("change", () => toggleLayer(name, input.checked));
    return el("label", { cls: "check" }, input, t(`layer.${name}`));
  });
  fill(host, el("h2", { text: t("layers") }), ...boxes);
}

/** Brings the checkboxes to the state, without building them anew. */
export function syncLayers(host, state) {
  for (const input of host.querySelectorAll("input")) input.checked = state.layers.includes(input.dataset.layer);
}
