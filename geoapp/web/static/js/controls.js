// Radius chips, metric and weight: one step changes everything.

import { el, fill } from "geoapp/dom";
import { page } from "geoapp/page";
import { METRICS, WEIGHTS, change } from "geoapp/state";
import { t } from "geoapp/words";

/** Draws the controls for the present state; metrics the ward cannot measure are left out. */
export function showControls(host, state, { metrics = METRICS, weights = WEIGHTS } = {}) {
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.choice : null;
  const radii = page.radii_m.map((radius) => [radius, `${radius}\u00a0m`]);
  fill(
    host,
    field("radius", "chips", choices("radius", state.radius, radii, "chip")),
    metrics.length > 1 ? field("metric", "seg", choices("metric", state.metric, named("metric", metrics))) : null,
    weights.length > 1 ? field("weight", "seg", choices("weight", state.weight, named("weight", weights))) : null,
  );
  if (focused) host.querySelector(`[data-choice="${focused}"]`)?.focus();
}

const named = (key, values) => values.map((value) => [value, t(`${key}.${value}`)]);

function choices(key, present, options, cls = "") {
  return options.map(([value, text]) => {
    const button = el("button", {
      type: "button", cls, text, "aria-pressed": String(value === present), "data-choice": `${key}-${value}`,
    });
    button.addEventListener("click", () => change({ [key]: value }));
    return button;
  });
}

function field(key, cls, buttons) {
  const label = el("span", { id: `label-${key}`, text: t(key) });
  return el("div", { cls: "field" }, label, el("div", { cls, role: "group", "aria-labelledby": label.id }, ...buttons));
}
