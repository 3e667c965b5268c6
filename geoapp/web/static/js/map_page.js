// The Map page: joins the panel, the map, the cards and the address.

import "geoapp/decorate";
import { areaCard, closeCard, firePointCard, houseCard, openCard, waterCard } from "geoapp/card";
import { showControls } from "geoapp/controls";
import { atRadius } from "geoapp/coverage";
import { coverageUrl, forget, isOffline, loadCoverage, loadKit } from "geoapp/data";
import { byId, narrow } from "geoapp/dom";
import { showEmpty, showFailure } from "geoapp/empty";
import { showFigure, showLoading } from "geoapp/figure";
import { showFoot } from "geoapp/foot";
import { percent } from "geoapp/format";
import { insidePolygons } from "geoapp/geometry";
import { hitHouse } from "geoapp/hit";
import { showLayers, syncLayers } from "geoapp/layers";
import { showLegend } from "geoapp/legend";
import { MapView, loadScene } from "geoapp/map_view";
import { pointName } from "geoapp/names";
import { page } from "geoapp/page";
import { Search, searchIndex } from "geoapp/search";
import { Sheet } from "geoapp/sheet";
import { METRICS, WEIGHTS, change, onChange, state } from "geoapp/state";
import { GroupTable } from "geoapp/table";
import { hideToast, toast } from "geoapp/toast";
import { t } from "geoapp/words";

const app = { view: null, coverage: null, kit: new Map(), excluded: new Map(), sheet: null, table: null };
const say = byId("say");
let waiting = 0; // timer of the notice that the figures take long

/** Draws the frame, then the base map, then the figures; a failure says what failed and offers to try again. */
async function start() {
  moveLanguages();
  app.sheet = new Sheet(() => app.view?.base.show({}));
  app.table = new GroupTable(byId("table"), (id) => chooseGroup(id));
  if (isEmpty()) {
    await startEmpty();
    return;
  }
  showControls(byId("controls"), state, choices());
  showLayers(byId("layers"), state);
  legend();
  showLoading(say);
  app.table.loading();
  wireSide();
  if (await attempt(openMap)) await attempt(showFigures);
}

const isEmpty = () => !page.layers.includes("fire_points") || !page.layers.some((name) => name === "residential_groups" || name === "buildings");

/** What can be chosen: no walking without ways, no people where no group tells its population. */
function choices() {
  const people = app.view?.payload?.people;
  return {
    metrics: page.layers.includes("alleys") ? METRICS : METRICS.slice(1),
    weights: people && !people.some((value) => value > 0) ? WEIGHTS.slice(0, 1) : WEIGHTS,
  };
}

async function attempt(step) {
  try {
    await step();
    return true;
  } catch (error) {
    if (error.url === undefined) throw error;
    clearTimeout(waiting);
    hideToast();
    showFailure(say, byId("table"), error, retry);
    return false;
  }
}

async function retry() {
  forget();
  showLoading(say);
  app.table.loading();
  hideToast();
  if (app.view || (await attempt(openMap))) await attempt(showFigures);
}

async function startEmpty() {
  document.querySelector(".stage").classList.add("pale");
  for (const id of ["controls", "table", "foot"]) byId(id).hidden = true;
  byId("side").hidden = true;
  byId("side-open").hidden = true;
  byId("search").hidden = true;
  showEmpty(say, byId("empty-box"));
  if (await attempt(openMap)) app.view.base.show({ layers: ["safe_areas"] });
}

async function openMap() {
  const scene = await loadScene();
  app.view = new MapView(scene, {
    sheetHeight: () => app.sheet.covered(),
    onChoose: (kind, item, button) => openPoint(kind, item, button),
    onGroup: (group) => chooseGroup(group.id),
  });
  app.view.map.on("click", clickMap);
  new Search(byId("search"), searchIndex(scene), showFound);
  legend();
  await app.view.show({ ...state, layers: state.layers.filter((name) => name !== "households") });
}

async function showFigures() {
  toastWhileWaiting();
  const [coverage, kit] = await Promise.all([loadCoverage(state.metric, state.weight), loadKit(), app.view.loadHouses()]);
  app.kit = kit;
  hideToast();
  onChange((_, changed) => attempt(() => update(changed)));
  takeCoverage(coverage);
  await refresh();
  const group = selectedGroup();
  if (group) app.view.fitGroup(group, false);
}

/** Only a wait that can be felt is announced. */
function toastWhileWaiting() {
  clearTimeout(waiting);
  waiting = setTimeout(() => { if (!app.coverage) toast(t("loading.map-ready"), { stay: true }); }, 600);
}

function takeCoverage(coverage) {
  clearTimeout(waiting);
  app.coverage = coverage;
  app.excluded = new Map(coverage.excluded.map(({ id, reason }) => [String(id), reason]));
  app.view.points.setExcluded(app.excluded);
}

async function update(changed) {
  if (changed.has("metric") || changed.has("weight")) {
    const { metric, weight } = state;
    const coverage = await loadCoverage(metric, weight);
    if (metric !== state.metric || weight !== state.weight) return;
    takeCoverage(coverage);
  }
  if (changed.size === 1 && changed.has("layers")) {
    syncLayers(byId("layers"), state);
    legend();
    await app.view.show(state, app);
    return;
  }
  await refresh();
}

/** Figure, bar, table, badges and map, in one step. */
async function refresh() {
  const { coverage, view } = app;
  showControls(byId("controls"), state, choices());
  showFigure(say, coverage, state, { group: selectedGroup(), spread: view.payload.estimated });
  app.table.show(coverage, state, view.scene.groups);
  app.table.select(state.group);
  view.badges?.setShares(shares());
  showFoot(byId("foot"), coverage, { csv: isOffline ? null : coverageUrl(state.metric, state.weight, "csv"), onPoint: showPoint });
  syncLayers(byId("layers"), state);
  legend();
  await view.show(state, app);
}

function shares() {
  const rows = app.coverage.groups.map((row) => [String(row.id), row, atRadius(row, state.radius)]);
  return new Map(rows.filter(([, row, figures]) => figures && row.weight).map(([id, row, figures]) => {
    const share = percent(figures.share, 0);
    const group = app.view.scene.groups.find((one) => one.id === id);
    return [id, { text: share, spoken: t("badge", { number: String(group?.number ?? row.name), share, radius: state.radius }) }];
  }));
}

function legend() {
  const { scene, payload } = app.view ?? {};
  const counts = scene ? scene.firePoints.length : 0;
  showLegend(byId("legend"), state, {
    radii: payload?.radii_m,
    unreachable: payload?.distance_dm[state.metric]?.some((value) => value < 0),
    estimated: payload?.estimated,
    usable: counts > app.excluded.size,
    unusable: app.excluded.size > 0,
    groups: Boolean(scene?.groups.length),
    exampleNumber: scene?.groups[0]?.number,
    shares: Boolean(app.coverage) && !narrow(),
    borders: Boolean(scene?.groups.length),
    reach: Boolean(payload),
    gaps: Boolean(payload),
    water: Boolean(scene?.waters.length),
  });
}

const selectedGroup = () => app.view?.scene.groups.find(({ id }) => id === state.group) ?? null;

/** Row, badge and polygon are one selection; choosing it again lets go. */
function chooseGroup(id) {
  closeCard({ refocus: false });
  const again = state.group === id;
  change({ group: again ? null : id }, { push: true });
  const group = selectedGroup();
  if (group) app.view.fitGroup(group);
  else app.view.fit();
}

function clickMap({ latlng }) {
  const { view } = app;
  const at = view.scene.frame.project([latlng.lng, latlng.lat]);
  const house = hitHouse(view.scene.houses, at, view.map.getZoom());
  if (house && view.payload) openHouse(house);
  else if (!openArea(at)) {
    const group = view.scene.groups.find(({ polygons }) => insidePolygons(at, polygons));
    if (group && group.id !== state.group) chooseGroup(group.id);
    else closeCard({ refocus: false });
  }
}

const AREAS = [["interfamily_groups", "interfamily"], ["safe_areas", "safeAreas"]];
const AREA_ZOOM = 15.5; // further out an area is too small to be meant

function openArea(at) {
  if (app.view.map.getZoom() < AREA_ZOOM) return false;
  for (const [kind, list] of AREAS) {
    if (!state.layers.includes(kind)) continue;
    const area = app.view.scene[list].find(({ polygons }) => insidePolygons(at, polygons));
    if (area) {
      openCard(areaCard(kind, area, { coverage: app.coverage, state, zoomTo: () => app.view.zoomTo(area.at) }));
      return true;
    }
  }
  return false;
}

function openHouse(house) {
  const { payload, scene } = app.view;
  const groupId = payload.groups[payload.group[house.index]];
  const nearestId = payload.facilities[payload.nearest[state.metric][house.index]];
  const point = scene.firePoints.find(({ id }) => id === nearestId) ?? null;
  openCard(houseCard(house, {
    payload, state,
    group: scene.groups.find(({ id }) => id === groupId),
    nearest: point ? pointName(point) : null,
    showNearest: () => showPoint(point.id),
    zoomTo: () => app.view.zoomTo(house.at),
  }));
}

function openPoint(kind, item, from) {
  const { view } = app;
  const group = view.scene.groups.find(({ id }) => id === item.properties.group_id)
    ?? view.scene.groups.find(({ polygons }) => insidePolygons(item.at, polygons));
  const zoomTo = () => view.zoomTo(item.at);
  const reason = app.excluded.get(item.id);
  const card = kind === "fire_points"
    ? firePointCard(item, { coverage: app.coverage, state, reason, group, kit: app.kit.get(item.id), zoomTo })
    : waterCard(item, { group, zoomTo });
  view.points.select(kind, item.id);
  openCard(card, { from, onClose: () => view.points.select(null, null) });
}

function showPoint(id) {
  const point = app.view.scene.firePoints.find((one) => one.id === id);
  if (!point) return;
  app.view.zoomTo(point.at, 17.5);
  openPoint("fire_points", point, null);
}

function showFound({ kind, item }) {
  if (kind === "group") {
    if (state.group !== item.id) chooseGroup(item.id);
    else app.view.fitGroup(item);
  } else if (kind === "point") showPoint(item.id);
  else showWay(item);
}

function showWay({ lines }) {
  const longest = lines.reduce((a, b) => (b.length > a.length ? b : a));
  app.view.zoomTo(longest[Math.floor(longest.length / 2)], 17.5);
}

/** On a phone the languages stand at the end of the panel: the header is full. */
function moveLanguages() {
  const languages = document.querySelector(".lang-foot");
  if (languages) byId("panel-body").append(languages);
}

/** On a phone layers and legend open as one sheet over the map. */
function wireSide() {
  const side = byId("side");
  const button = byId("side-open");
  const open = (yes) => {
    side.classList.toggle("open", yes);
    button.setAttribute("aria-expanded", String(yes));
    (yes ? byId("side-close") : button).focus();
  };
  button.addEventListener("click", () => open(true));
  byId("side-close").addEventListener("click", () => open(false));
  side.addEventListener("keydown", (event) => event.key === "Escape" && side.classList.contains("open") && open(false));
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && state.group && document.activeElement === document.body) chooseGroup(state.group);
});

export const ready = start();
ready.then(() => { document.documentElement.dataset.ready = "true"; });

