// The data page's map: where the faults are, under the numbers of the list.

import "geoapp/decorate";
import { el } from "geoapp/dom";
import { embedded } from "geoapp/embedded";
import { MapView, loadScene } from "geoapp/map_view";
import { place } from "geoapp/markers";

const PAD_DEGREES = 0.0005;
const MAX_ZOOM = 18;

async function start() {
  const faults = embedded("places");
  const view = new MapView(await loadScene(), { badges: false });
  for (const fault of faults) mark(view.map, fault);
  fit(view.map, faults);
  await view.show({ layers: [], group: null });
}

function mark(map, { number, severity, lonlat: [lon, lat], what }) {
  const button = el("button", { cls: `fault-number ${severity}`, type: "button", text: String(number) });
  button.setAttribute("aria-label", `${number}: ${what}`);
  button.addEventListener("choose", () => { location.hash = `fault-${number}`; });
  place(map, [lat, lon], button, { zOffset: 500 });
}

function fit(map, faults) {
  const bounds = window.L.latLngBounds(faults.map(({ lonlat: [lon, lat] }) => [lat, lon]));
  const wide = bounds.pad(0.15).extend([bounds.getNorth() + PAD_DEGREES, bounds.getEast() + PAD_DEGREES]);
  map.fitBounds(wide, { maxZoom: MAX_ZOOM, animate: false });
}

export const ready = start();
ready.then(() => { document.documentElement.dataset.ready = "true"; });
