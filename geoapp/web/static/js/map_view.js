// The map of a ward: base map, symbols, badges. The Map page and a group's page stand on it.

import { Basemap } from "geoapp/basemap";
import { Badges } from "geoapp/badges";
import { hasLayerInFile as inFile, isOffline, loadAreas, loadHouseholds, loadLayer } from "geoapp/data";
import { calm, narrow } from "geoapp/dom";
import { boundsOf, cardBoxes, padding } from "geoapp/free_area";
import { boxOf, linePath, polygonPath, polygonsOf } from "geoapp/geometry";
import { page } from "geoapp/page";
import { Points } from "geoapp/points";
import { buildScene, decodeHouses } from "geoapp/scene";
import { addUnderlay, credit } from "geoapp/underlay";
import { t } from "geoapp/words";

const { L } = window;
const DRAWN = ["residential_groups", "fire_points", "alleys", "surroundings", "safe_areas", "interfamily_groups", "water_sources"];
const DERIVED = ["ward_outline", "group_borders", "built_up"];
const FONTS = ["400 12px", "500 12px", "600 12px", "700 12px", "italic 600 13px"];
const GROUP_MAX_ZOOM = 18;

/** Loads what is drawn at once; layers the ward lacks are not asked for. */
export async function loadScene() {
  const names = DRAWN.filter((name) => page.layers.includes(name));
  names.push(...DERIVED.filter(hasDerived));
  const [, ...collections] = await Promise.all([fontsReady(), ...names.map(loadLayer)]);
  return buildScene(page.ward.bounds, Object.fromEntries(names.map((name, i) => [name, collections[i]])));
}

/** The server derives them from the groups; a file holds what was put into it. */
const hasDerived = (name) => (isOffline ? inFile(name) : page.layers.includes("residential_groups"));

function fontsReady() {
  return Promise.all(FONTS.map((font) => document.fonts.load(`${font} "Be Vietnam Pro"`, "Đường ổ")));
}

/** Everything on the map, and the few ways to change it. */
export class MapView {
  constructor(scene, { sheetHeight = () => 0, onChoose = () => {}, onGroup = () => {}, badges = true, drawing = {} } = {}) {
    Object.assign(this, { scene, sheetHeight, map: window.geoapp.map });
    addControls(this.map);
    this.underlay = addUnderlay(this.map);
    this.fit(false);
    this.base = new Basemap(scene, { ...drawing, overTiles: this.underlay !== null, obstacles: () => this.obstacles() });
    this.points = new Points(this.map, scene, { onChoose });
    this.badges = badges && scene.groups.length
      ? new Badges(this.map, scene, { onChoose: onGroup, obstacles: () => this.points.obstacles() })
      : null;
    this.base.addTo(this.map);
  }

  obstacles() {
    return { circles: [...this.points.obstacles(), ...(this.badges?.circles() ?? [])], boxes: cardBoxes(this.map) };
  }

  /** Fits the ward into the part of the map that the cards leave free. */
  fit(animate = !calm()) {
    const { polygons } = this.scene.outline;
    const [west, south, east, north] = page.ward.bounds;
    const bounds = polygons.length
      ? boundsOf(this.scene, boxOf(polygons.flat(2)))
      : L.latLngBounds([south, west], [north, east]);
    this.map.fitBounds(bounds, { ...padding(this.sheetHeight()), animate });
  }

  fitGroup(group, animate = !calm()) {
    const options = { ...padding(this.sheetHeight()), maxZoom: GROUP_MAX_ZOOM, animate };
    this.map.fitBounds(boundsOf(this.scene, group.box), options);
  }

  zoomTo(at, zoom = 18) {
    const [lon, lat] = this.scene.frame.unproject(at);
    const target = L.latLng(lat, lon);
    const down = this.sheetHeight() / 2;
    const center = this.map.unproject(this.map.project(target, zoom).add([0, down]), zoom);
    this.map.setView(center, zoom, { animate: !calm() });
  }

  /** Loads the houses and their bands; resolves to the payload. */
  async loadHouses() {
    const payload = await loadHouseholds();
    this.scene.houses = decodeHouses(payload, this.scene.frame);
    // estimated households have no houses to show
    this.scene.plainHouses = payload.estimated ? null : polygonPath(this.scene.houses.map(({ ring }) => [ring]));
    this.payload = payload;
    this.base.show({ radiiCount: payload.radii_m.length, estimated: payload.estimated });
    return payload;
  }

  /** Shows the state: bands, reach, gaps, deep alleys, areas, water, selection. */
  async show(state, { coverage = null, focus = state.group } = {}) {
    const on = (name) => state.layers.includes(name);
    this.points.showWater(on("water_sources"));
    this.badges?.select(state.group);
    this.base.show({ layers: state.layers, group: state.group, deepAlleys: on("deep_alleys") ? this.deep(coverage) : null });
    if (this.payload) this.colour(state, on("households"), focus);
    await this.showAreas(state, on("reach"), on("gaps"));
  }

  colour(state, on, focus) {
    this.base.show({ radiusIndex: this.payload.radii_m.indexOf(state.radius) });
    if (on) this.base.sortHouses(this.payload, state.metric, focus);
    else this.base.show({ houseBatches: null });
  }

  async showAreas(state, reach, gaps) {
    this.wanted = `${state.radius}|${state.metric}|${reach}|${gaps}`;
    const { wanted } = this;
    if ((!reach && !gaps) || !page.urls.areas || !this.payload) {
      this.base.show({ reach: null, gaps: null });
      return;
    }
    const areas = await loadAreas(state.radius, state.metric);
    if (wanted !== this.wanted) return; // a later choice overtook this answer
    const path = (geometry) => polygonPath(polygonsOf(geometry, this.scene.frame.project));
    this.base.show({ reach: reach ? path(areas.covered) : null, gaps: gaps ? path(areas.gaps) : null });
  }

  deep(coverage) {
    const ids = new Set((coverage?.deep_alleys ?? []).map(({ id }) => String(id)));
    return linePath(this.scene.ways.filter(({ id }) => ids.has(id)).map(({ line }) => line));
  }
}

function addControls(map) {
  map.attributionControl = L.control.attribution({ prefix: false, position: "bottomright" }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 120, position: "bottomleft" }).addTo(map);
  if (!narrow()) L.control.zoom({ position: "bottomleft", zoomInTitle: t("zoom.in"), zoomOutTitle: t("zoom.out") }).addTo(map);
  if (page.ward?.illustrative) credit(map, t("illustrative"));
}
