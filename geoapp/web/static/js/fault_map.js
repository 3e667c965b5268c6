// The data page's map: where the faults are, under the numbers of the list.

import "geoapp/decorate";
import { byId, calm, coarse, el } from "geoapp/dom";
import { embedded } from "geoapp/embedded";
import { MapView, loadScene } from "geoapp/map_view";
import { place } from "geoapp/markers";

const PAD_DEGREES = 0.0005;
const MAX_ZOOM = 18;
const NEAR_ZOOM = 17;

async function start() {
  const faults = embedded("places");
  const view = new MapView(await loadScene(), { badges: false });
  view.map.scrollWheelZoom.disable(); // the page scrolls over its map
  if (coarse()) view.map.dragging.disable();
  const marks = new Map(faults.map((fault) => [String(fault.number), mark(view.map, fault)]));
  for (const link of document.querySelectorAll("a[data-fault]")) {
    link.addEventListener("click", (event) => show(event, view.map, marks.get(link.dataset.fault)));
  }
  fit(view.map, faults);
  await view.show({ layers: [], group: null });
}

/** Draws the number of a fault at its place; choosing it leads to its row. */
function mark(map, { number, severity, lonlat: [lon, lat], what }) {
  const button = el("button", { cls: `fault-number ${severity}`, type: "button", text: String(number) });
  button.setAttribute("aria-label", `${number}: ${what}`);
  button.addEventListener("choose", () => {
    location.hash = `fault-${number}`;
    byId(`fault-${number}`)?.focus();
  });
  place(map, [lat, lon], button, { zOffset: severity === "error" ? 600 : 500 });
  return { button, at: [lat, lon] };
}

/** A number of the list leads to its place on the map. */
function show(event, map, found) {
  if (!found) return;
  event.preventDefault();
  byId("fault-map").scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  map.setView(found.at, Math.max(map.getZoom(), NEAR_ZOOM), { animate: false });
  found.button.focus({ preventScroll: true });
}

function fit(map, faults) {
  const bounds = window.L.latLngBounds(faults.map(({ lonlat: [lon, lat] }) => [lat, lon]));
  const wide = bounds.pad(0.15).extend([bounds.getNorth() + PAD_DEGREES, bounds.getEast() + PAD_DEGREES]);
  map.fitBounds(wide, { maxZoom: MAX_ZOOM, animate: false });
}

export const ready = start();
ready.then(() => { document.documentElement.dataset.ready = "true"; });
