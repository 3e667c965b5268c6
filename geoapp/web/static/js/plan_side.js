// Layers and legend of the planner's map: behind one button on every screen, so that the map stays free.

import { byId, el } from "geoapp/dom";
import { syncLayers } from "geoapp/layers";
import { showLegend } from "geoapp/legend";
import { plan } from "geoapp/plan_state";
import { state } from "geoapp/state";
import { symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

/** Wires the button that opens the card, and the one that closes it. */
export function wireSide() {
  const [side, button] = [byId("side"), byId("side-open")];
  const open = (yes) => {
    side.classList.toggle("open", yes);
    button.setAttribute("aria-expanded", String(yes));
    (yes ? byId("side-close") : button).focus();
  };
  button.addEventListener("click", () => open(true));
  byId("side-close").addEventListener("click", () => open(false));
  side.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
}

/** Brings layers and legend to the present state. */
export function showSide({ view, excluded }) {
  const { scene, payload } = view ?? {};
  syncLayers(byId("layers"), state);
  showLegend(byId("legend"), state, {
    radii: payload?.radii_m, unreachable: payload?.distance_dm[state.metric]?.some((value) => value < 0),
    usable: Boolean(scene?.firePoints.length), unusable: excluded.size > 0 || plan.removed.length > 0,
    borders: Boolean(scene?.groups.length), reach: Boolean(payload), gaps: Boolean(payload), water: Boolean(scene?.waters.length),
  });
  if (plan.pins.length) byId("legend").lastElementChild.prepend(el("li", {}, symbol("proposed", 20), t("plan.legend.proposed")));
}
