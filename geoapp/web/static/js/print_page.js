// The sheet of a group: the map is drawn sharp enough for paper, and only then may it be printed.

import "geoapp/decorate";
import { byId } from "geoapp/dom";
import { number } from "geoapp/format";
import { openGroupMap } from "geoapp/group_map";
import { tilesDrawn } from "geoapp/underlay";

// about 290 dots an inch: fine enough for hollow houses at any zoom that a group is fitted to
const PAPER = { leastRatio: 3, shapesFrom: 14 };
const MM_PER_PX = 25.4 / 96;
const EQUATOR_M = 40075016.68557849;
const TILE_PX = 256;
const TILES_MOST_MS = 15000;

async function start() {
  fitSheet();
  addEventListener("resize", fitSheet);
  say("wait");
  try {
    const { view, group } = await openGroupMap({ drawing: PAPER });
    view.map.scrollWheelZoom.disable();
    if (group) view.fitGroup(group, false);
    showScale(view.map);
    view.map.on("zoomend", () => showScale(view.map));
    await Promise.all([drawn(view), tilesDrawn(view.underlay, TILES_MOST_MS), ...[...document.images].map((image) => image.decode())]);
  } catch (error) {
    say("failed");
    if (error.url === undefined) throw error;
    return;
  }
  say("ready");
  byId("print").disabled = false;
  byId("print").addEventListener("click", () => print());
}

function say(what) {
  byId("print-state").textContent = byId("print-state").dataset[what];
}

/** Resolves after the next frame in which the base map was painted. */
function drawn(view) {
  return new Promise((resolve) => {
    view.base.once("drawn", () => requestAnimationFrame(() => resolve()));
    view.base.show({});
  });
}

/** The scale on paper, to two digits: the map is fitted to the group, not to a round scale. */
function showScale(map) {
  const metresPerPx = (EQUATOR_M * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (TILE_PX * 2 ** map.getZoom());
  const scale = (metresPerPx * 1000) / MM_PER_PX;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(scale)) - 1);
  const node = byId("scale-text");
  node.textContent = node.dataset.words.replace("{scale}", number(Math.round(scale / step) * step));
  node.hidden = false;
}

/** On a narrow screen the whole sheet is shown smaller; paper keeps its size. */
function fitSheet() {
  const paper = byId("paper");
  const sheet = byId("sheet");
  sheet.style.setProperty("zoom", "1");
  const share = Math.min(1, paper.clientWidth / sheet.offsetWidth);
  sheet.style.setProperty("zoom", String(share));
}

export const ready = start();
ready.then(() => { document.documentElement.dataset.ready = "true"; });
