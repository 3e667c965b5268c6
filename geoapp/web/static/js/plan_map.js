// The planner's map: the ward as it is and as it would be, one canvas each, parted by the slider.

import { Basemap } from "geoapp/basemap";
import { byId, calm, narrow } from "geoapp/dom";
import { boundsOf } from "geoapp/free_area";
import { boxOf, polygonPath, polygonsOf } from "geoapp/geometry";
import { MapView } from "geoapp/map_view";
import { batchHouses } from "geoapp/paint_houses";
import { page } from "geoapp/page";
import { ZoneLayer } from "geoapp/plan_zone";

const { L } = window;
const GAP = 16;
const LABELS_PX = 52; // the two labels of the slider at the top
const PANES = { now: 240, after: 260 };
const FAR = 1e5;
const LEAST_ROOM_PX = 120;

export class PlanMap extends MapView {
  constructor(scene, options) {
    super(scene, { ...options, badges: false });
    for (const [name, zIndex] of Object.entries(PANES)) this.map.createPane(name).style.zIndex = String(zIndex);
    this.base.remove();
    inPane(this.base, "now").addTo(this.map);
    const { overTiles } = this.base.view;
    this.after = inPane(new Basemap(scene, { overTiles, obstacles: () => this.obstacles() }), "after");
    this.zones = new ZoneLayer(this.map);
    this.areasAfter = null;
    this.share = 0;
    this.comparing = false;
    this.map.on("move zoom viewreset resize", () => this.clip());
  }

  obstacles() {
    const { circles, boxes } = super.obstacles();
    return { circles: [...circles, ...(this.pins?.circles() ?? [])], boxes };
  }

  /** Fits the ward into what labels, drawer or sheet leave free. */
  fit(animate = !calm()) {
    const { polygons } = this.scene.outline;
    const [west, south, east, north] = page.ward.bounds;
    const bounds = polygons.length ? boundsOf(this.scene, boxOf(polygons.flat(2))) : L.latLngBounds([south, west], [north, east]);
    this.map.fitBounds(bounds, { ...this.room(), animate });
  }

  room() {
    const drawer = byId("drawer");
    const below = narrow() ? this.sheetHeight() : drawer?.offsetHeight ? drawer.offsetHeight + 30 : 0;
    return { paddingTopLeft: [GAP, LABELS_PX], paddingBottomRight: [GAP, below + GAP] };
  }

  /** Brings pins into view when any lies hidden; a phone shows little of the ward at a time. */
  reveal(pins) {
    if (!pins.length) return;
    const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = this.room();
    const { x: width, y: height } = this.map.getSize();
    if (height - top - bottom < LEAST_ROOM_PX) return; // the sheet covers the map: nothing is looked at now
    const hidden = pins.some(({ lon, lat }) => {
      const { x, y } = this.map.latLngToContainerPoint([lat, lon]);
      return x < left || y < top || x > width - right || y > height - bottom;
    });
    if (!hidden) return;
    const bounds = L.latLngBounds(pins.map(({ lon, lat }) => [lat, lon]));
    this.map.fitBounds(bounds, { ...this.room(), maxZoom: Math.max(16, this.map.getZoom()), animate: !calm() });
  }

  /** The middle of the part of the map that can be seen, as [lon, lat]. */
  middle() {
    const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = this.room();
    const { x, y } = this.map.getSize();
    const { lat, lng } = this.map.containerPointToLatLng([(left + x - right) / 2, (top + y - bottom) / 2]);
    return [lng, lat];
  }

  /** Shows or hides the second canvas. */
  compare(on) {
    if (on === this.comparing) return;
    this.comparing = on;
    if (on) {
      this.mirror();
      this.after.addTo(this.map);
    } else this.after.remove();
    this.clip();
  }

  /** The slider's place, 0 to 100 % of the map's width. */
  split(share) {
    this.share = share;
    this.clip();
  }

  clip() {
    const now = this.map.getPane("now");
    const after = this.map.getPane("after");
    if (!this.comparing) {
      now.style.clipPath = "";
      return;
    }
    const { x: width } = this.map.getSize();
    const { x } = this.map.containerPointToLayerPoint([(this.share / 100) * width, 0]);
    now.style.clipPath = half(-FAR, x);
    after.style.clipPath = half(x, FAR);
  }

  async show(state, options) {
    await super.show(state, options);
    this.focusGroup(this.groupInFocus ?? null);
    this.mirror();
  }

  focusGroup(id) {
    this.groupInFocus = id;
    this.base.show({ group: id });
    if (this.comparing) this.after.show({ group: id });
  }

  /** Reach and gaps of the second canvas; null where they are not known (yet): then today's reach, if nothing goes. */
  showReach(areas) {
    const path = (geometry) => polygonPath(polygonsOf(geometry, this.scene.frame.project));
    this.areasAfter = areas && { reach: path(areas.covered), gaps: areas.gaps ? path(areas.gaps) : null };
    this.mirror();
  }

  /** The second canvas shows what the first does, but for its houses, reach and gaps. */
  mirror() {
    const { layers, group, deepAlleys, reach, radiiCount, radiusIndex, houseBatches } = this.base.view;
    const own = this.outcome ? batchHouses(this.scene.houses, this.outcome.payload, this.outcome.metric, null) : houseBatches;
    const batches = layers.includes("households") ? own : null;
    const areas = {
      reach: layers.includes("reach") ? this.areasAfter?.reach ?? (this.outcome?.fewer ? null : reach) : null,
      gaps: layers.includes("gaps") ? this.areasAfter?.gaps ?? null : null,
    };
    this.after.view = { ...this.after.view, layers, group, deepAlleys, radiiCount, radiusIndex, ...areas, houseBatches: batches };
    if (this.comparing) this.after.show({});
  }

  /** Recolours the houses of the second canvas; `payload` is the households payload after the change. */
  showOutcome(payload, metric, { fewer = false } = {}) {
    this.outcome = payload ? { payload, metric, fewer } : null;
    this.mirror();
  }
}

const half = (from, to) => `polygon(${from}px ${-FAR}px, ${to}px ${-FAR}px, ${to}px ${FAR}px, ${from}px ${FAR}px)`;

function inPane(layer, pane) {
  layer.options = { ...layer.options, pane };
  return layer;
}
