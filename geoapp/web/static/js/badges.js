// Number plates of the groups, placed inside their group, clear of symbols and of each other.

import { el, narrow } from "geoapp/dom";
import { insidePolygons } from "geoapp/geometry";
import { place } from "geoapp/markers";
import { symbol } from "geoapp/symbols";
import { t } from "geoapp/words";

const { L } = window;
const SIZE = 26;
const RINGS_PX = 5;
const REACH_PX = 130;
const DIRECTIONS = 16;
const SMALL_ZOOM = 14.9; // below this a phone shows smaller plates
const CLEAR = { plate: 27, sharesX: 27, sharesY: 17, below: 18 };
const CLEAR_SMALL = 22; // between plates without shares
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
    const small = narrow() && this.map.getZoom() < SMALL_ZOOM;
    this.map.getContainer().style.setProperty("--badge", `${small ? SIZE - 5 : SIZE}px`);
    const taken = this.obstacles().slice();
    for (const entry of this.entries) {
      entry.spot = this.freeSpot(entry.group, taken);
      taken.push([...entry.spot, 12]);
      entry.marker.setLatLng(this.map.containerPointToLatLng(entry.spot));
    }
  }

  /** The free spot nearest to the group's middle; where none is free, the one that touches least. */
  freeSpot(group, taken) {
    const { x, y } = this.map.latLngToContainerPoint(this.latlng(group.at));
    let best = [x, y];
    let most = -Infinity;
    for (let ring = 0; ring < REACH_PX; ring += RINGS_PX) {
      const directions = ring ? DIRECTIONS : 1;
      for (let k = 0; k < directions; k += 1) {
        const angle = (k * 2 * Math.PI) / directions;
        const spot = [x + ring * Math.cos(angle), y + ring * Math.sin(angle)];
        const room = roomAt(spot, taken);
        if (room <= most || !this.inside(group, spot)) continue;
        if (room >= 0) return spot;
        [best, most] = [spot, room];
      }
    }
    return best;
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

/** Pixels between a badge at this spot and the nearest thing; negative where they touch. */
function roomAt([x, y], taken) {
  const withShare = !narrow();
  let room = Infinity;
  for (const [tx, ty, r = 0] of taken) {
    const plate = Math.hypot(tx - x, ty - y) - r - (withShare ? CLEAR.plate : CLEAR_SMALL - 8);
    const share = Math.max(Math.abs(tx - x) - r - CLEAR.sharesX, Math.abs(ty - y - CLEAR.below) - r - CLEAR.sharesY);
    room = Math.min(room, plate, withShare ? share : Infinity);
  }
  return room;
}
