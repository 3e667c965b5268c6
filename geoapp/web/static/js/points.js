// Fire points and water sources as symbols on the map.

import { el } from "geoapp/dom";
import { place } from "geoapp/markers";
import { symbol } from "geoapp/symbols";
import { symbolSize } from "geoapp/style";
import { pointName, pointState, waterName, waterState } from "geoapp/names";

const SELECTED_Z = 2000;
const FIRE_Z = 400;
const WATER_Z = 100;
const WATER_SHARE = 0.72;

/** Draws the symbols of a scene; `onChoose(kind, item)` opens what was chosen. */
export class Points {
  constructor(map, scene, { excluded = new Map(), onChoose = () => {} } = {}) {
    Object.assign(this, { map, scene, onChoose });
    this.items = new Map();
    this.water = false;
    scene.firePoints.forEach((point) => this.addFire(point, excluded));
    this.resize();
    map.on("zoomend", () => this.resize());
  }

  addFire(point, excluded) {
    const usable = !excluded.has(point.id) && standing(point);
    const button = this.button("fire_points", point, usable ? "fire" : "unusable");
    button.setAttribute("aria-label", `${pointName(point)}, ${pointState(point, usable)}`);
    this.keep("fire_points", point, button, FIRE_Z);
  }

  /** Symbols that stop counting after the figures arrive change their shape. */
  setExcluded(excluded) {
    for (const { kind, item, button } of this.items.values()) {
      if (kind !== "fire_points") continue;
      const usable = !excluded.has(item.id) && standing(item);
      button.replaceChildren(symbol(usable ? "fire" : "unusable", 26));
      button.setAttribute("aria-label", `${pointName(item)}, ${pointState(item, usable)}`);
    }
  }

  showWater(on) {
    if (on === this.water) return;
    this.water = on;
    if (on) this.scene.waters.forEach((source) => this.addWater(source));
    else this.drop("water_sources");
  }

  addWater(source) {
    const button = this.button("water_sources", source, "water");
    button.setAttribute("aria-label", `${waterName(source)}, ${waterState(source)}`);
    this.keep("water_sources", source, button, WATER_Z);
  }

  button(kind, item, shape) {
    const button = el("button", { cls: `point point-${kind}`, type: "button" }, symbol(shape, 26));
    button.addEventListener("choose", () => this.onChoose(kind, item, button));
    return button;
  }

  keep(kind, item, button, zOffset) {
    const [lon, lat] = item.lonlat;
    const marker = place(this.map, [lat, lon], button, { zOffset });
    this.items.set(`${kind}/${item.id}`, { kind, item, button, marker, zOffset });
  }

  drop(kind) {
    for (const [key, entry] of this.items) {
      if (entry.kind !== kind) continue;
      entry.marker.remove();
      this.items.delete(key);
    }
  }

  /** The selected symbol lies on top and wears a ring. */
  select(kind, id) {
    for (const [key, { button, marker, zOffset }] of this.items) {
      const chosen = key === `${kind}/${id}`;
      button.classList.toggle("selected", chosen);
      marker.setZIndexOffset(chosen ? SELECTED_Z : zOffset);
    }
  }

  resize() {
    const size = symbolSize(this.map.getZoom());
    const style = this.map.getContainer().style;
    style.setProperty("--symbol", `${size}px`);
    style.setProperty("--symbol-water", `${Math.round(size * WATER_SHARE)}px`);
  }

  /** Circles that labels keep clear of: [x, y, radius] in container pixels. */
  obstacles() {
    const radius = symbolSize(this.map.getZoom()) / 2 + 3;
    return [...this.items.values()].map(({ item }) => {
      const { x, y } = this.map.latLngToContainerPoint([item.lonlat[1], item.lonlat[0]]);
      return [x, y, radius];
    });
  }
}

const standing = ({ properties }) => !properties.status || properties.status === "active";
