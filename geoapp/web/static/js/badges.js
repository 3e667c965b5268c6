// Number plates of the groups, placed inside their group, clear of symbols and of each other.

import { el } from "geoapp/dom";
import { insidePolygons } from "geoapp/geometry";
import { place } from "geoapp/markers";
import { symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

const { L } = window;
const SIZE = 26;
const RINGS_PX = 5;
const REACH_PX = 130;
const DIRECTIONS = 16;
const CLEAR = { plate: 27, sharesX: 27, sharesY: 17, below: 18 };
const Z_OFFSET = 200;

/** Badges of the groups; `onChoose(group)` selects one. */
export class Badges {
  constructor(map, scene, { onChoose, obstacles }) {
    Object.assign(this, { map, scene, obstacles });
    this.entries = scene.groups.map((group) => this.create(group, onChoose));
    this.layOut();
    map.on("zoomend", () => this.layOut());
  }

  create(group, onChoose) {
    const share = el("span", { cls: "share" });
    const button = el("button", { cls: "badge", type: "button" }, symbol("group", SIZE, group.number), share);
    button.setAttribute("aria-label", t("group", { number: String(group.number) }));
    button.addEventListener("choose", () => onChoose(group, button));
    const marker = place(this.map, this.latlng(group.at), button, { zOffset: Z_OFFSET });
    return { group, button, share, marker, spot: [0, 0] };
  }

  /** Writes the share under each plate; `shares` maps group id to {text, spoken}. */
  setShares(shares) {
    for (const { group, button, share } of this.entries) {
      const figure = shares.get(group.id);
      share.textContent = figure ? figure.text : "";
      button.setAttribute("aria-label", figure ? figure.spoken : t("group", { number: String(group.number) }));
    }
  }

  select(id) {
    for (const { group, button } of this.entries) {
      button.setAttribute("aria-pressed", String(group.id === id));
      button.classList.toggle("selected", group.id === id);
    }
  }

  latlng(at) {
    const [lon, lat] = this.scene.frame.unproject(at);
    return L.latLng(lat, lon);
  }

  /** Finds a free spot for every badge at the present zoom. */
  layOut() {
    const taken = this.obstacles().slice();
    for (const entry of this.entries) {
      entry.spot = this.freeSpot(entry.group, taken);
      taken.push([...entry.spot, 12]);
      entry.marker.setLatLng(this.map.containerPointToLatLng(entry.spot));
    }
  }

  freeSpot(group, taken) {
    const { x, y } = this.map.latLngToContainerPoint(this.latlng(group.at));
    for (let ring = 0; ring < REACH_PX; ring += RINGS_PX) {
      const directions = ring ? DIRECTIONS : 1;
      for (let k = 0; k < directions; k += 1) {
        const angle = (k * 2 * Math.PI) / directions;
        const spot = [x + ring * Math.cos(angle), y + ring * Math.sin(angle)];
        if (isClear(spot, taken) && this.inside(group, spot)) return spot;
      }
    }
    return [x, y];
  }

  inside(group, spot) {
    const { lat, lng } = this.map.containerPointToLatLng(spot);
    return insidePolygons(this.scene.frame.project([lng, lat]), group.polygons);
  }

  /** Circles that labels keep clear of. */
  circles() {
    return this.entries.map(({ marker }) => {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      return [x, y + 4, 24];
    });
  }
}

/** A plate and the share below it need room for both. */
function isClear([x, y], taken) {
  return taken.every(([tx, ty, r = 0]) => {
    const far = Math.hypot(tx - x, ty - y) > r + CLEAR.plate;
    const clearShare = Math.abs(tx - x) > r + CLEAR.sharesX || Math.abs(ty - y - CLEAR.below) > r + CLEAR.sharesY;
    return far && clearShare;
  });
}
