// The city map without tiles: a Leaflet layer that draws the scene on one canvas, in the order of the look guide.

import { REFERENCE_ZOOM, linePath } from "geoapp/geometry";
import { Pen } from "geoapp/pen";
import { Z } from "geoapp/style";
import { drawLabels } from "geoapp/labels";
import { gaps, greens, ground, lakes, land, publicBuildings, reach, water, yards } from "geoapp/paint_ground";
import { bridges, casings, deepAlleys, fills } from "geoapp/paint_ways";
import { batchHouses, houses } from "geoapp/paint_houses";
import { focusLine, groupBorders, interfamily, safeAreas, veil, wardLine } from "geoapp/paint_lines";

const { L } = window;
const PADDING = 0.3; // share of the view drawn beyond each edge, so that a pan shows no blank

const ORDER = [
  water, ground, greens, lakes, yards, gaps, reach, casings, fills, deepAlleys, publicBuildings, houses,
  groupBorders, veil, wardLine, bridges, safeAreas, interfamily, focusLine,
];

const FIRST_VIEW = {
  layers: [],
  group: null,
  reach: null,
  gaps: null,
  deepAlleys: null,
  houseBatches: null,
  radiiCount: 0,
  radiusIndex: 0,
  labels: true,
  overTiles: false,
  leastRatio: 1,
  shapesFrom: Z.shapes, // zoom from which houses are shapes, hollow beyond the radius
  obstacles: () => ({ circles: [], boxes: [] }),
};

/** Draws a scene; `show(view)` changes what is drawn. */
export const Basemap = L.Layer.extend({
  options: { pane: "tilePane" },

  initialize(scene, view = {}) {
    this.scene = scene;
    this.view = { ...FIRST_VIEW, ...view };
    scene.bridgePath = linePath(scene.around.bridges);
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "base leaflet-zoom-animated", map.getPane(this.options.pane));
    this.canvas.setAttribute("aria-hidden", "true");
    this.draw();
  },

  onRemove() {
    cancelAnimationFrame(this.frame);
    this.canvas.remove();
  },

  getEvents() {
    return {
      moveend: this.draw,
      resize: this.draw,
      viewreset: this.draw,
      move: this.drawIfBare,
      zoom: this.stretch,
      zoomanim: (event) => this.place(event.zoom, event.center),
    };
  },

  /** Changes the view and redraws in the next frame. */
  show(patch) {
    Object.assign(this.view, patch);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
    return this;
  },

  draw() {
    const map = this._map;
    if (!map || map._animatingZoom) return;
    cancelAnimationFrame(this.frame);
    const size = map.getSize();
    if (!size.x || !size.y) return;
    this.zoom = map.getZoom();
    this.center = map.getCenter();
    this.margin = size.multiplyBy(PADDING).round();
    const corner = map.containerPointToLayerPoint(this.margin.multiplyBy(-1)).round();
    const width = size.x + 2 * this.margin.x;
    const height = size.y + 2 * this.margin.y;
    this.sizeCanvas(width, height);
    L.DomUtil.setTransform(this.canvas, corner, 1);
    this.corner = corner;
    this.paint(new Pen(this.canvas.getContext("2d"), this.geometryOf(corner, width, height)));
    this.fire("drawn");
  },

  /** Pixels of the canvas per CSS pixel: the screen's, or more where a page is made for paper. */
  ratio() {
    return Math.max(window.devicePixelRatio || 1, this.view.leastRatio);
  },

  sizeCanvas(width, height) {
    const ratio = this.ratio();
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
  },

  geometryOf(corner, width, height) {
    const map = this._map;
    const anchor = map.project(L.latLng(this.scene.frame.anchor), this.zoom);
    const shift = anchor.subtract(map.getPixelOrigin()).subtract(corner);
    return {
      width,
      height,
      ratio: this.ratio(),
      scale: 2 ** (this.zoom - REFERENCE_ZOOM),
      shift: [shift.x, shift.y],
      zoom: this.zoom,
    };
  },

  paint(pen) {
    if (this.view.overTiles) pen.context.clearRect(-1e7, -1e7, 2e7, 2e7);
    else land(pen);
    const steps = this.view.overTiles ? ORDER.filter((step) => !UNDER_TILES.has(step)) : ORDER;
    for (const step of steps) step(pen, this.scene, this.view);
    if (this.view.labels && !this.view.overTiles) this.label(pen);
  },

  label(pen) {
    const { circles, boxes } = this.view.obstacles();
    const { x, y } = this.margin;
    drawLabels(pen, this.scene, {
      circles: circles.map(([cx, cy, r]) => [cx + x, cy + y, r]),
      boxes: boxes.map(([x0, y0, x1, y1]) => [x0 + x, y0 + y, x1 + x, y1 + y]),
      frame: [x, y, pen.width - x, pen.height - y],
    });
  },

  /** While a pan runs past the drawn margin, draw again. */
  drawIfBare() {
    if (!this.corner || this._map._animatingZoom || this._map.getZoom() !== this.zoom) return;
    const moved = this._map.containerPointToLayerPoint([0, 0]).subtract(this.corner).subtract(this.margin);
    if (Math.abs(moved.x) > this.margin.x || Math.abs(moved.y) > this.margin.y) this.show({});
  },

  /** During a pinch the old picture is stretched; it is drawn afresh when the fingers leave. */
  stretch() {
    if (this._map.getZoom() !== this.zoom) this.place(this._map.getZoom(), this._map.getCenter());
  },

  place(zoom, center) {
    const map = this._map;
    const scale = map.getZoomScale(zoom, this.zoom);
    const half = map.getSize().divideBy(2);
    const origin = map.project(center, zoom).subtract(half).add(L.DomUtil.getPosition(map.getPane("mapPane"))).round();
    const topLeft = map.project(this.center, zoom).subtract(half.add(this.margin).multiplyBy(scale)).subtract(origin);
    L.DomUtil.setTransform(this.canvas, topLeft, scale);
  },

  /** Sorts the houses by band for a metric and the group in focus. */
  sortHouses(payload, metric, focusGroup = null) {
    this.show({ houseBatches: batchHouses(this.scene.houses, payload, metric, focusGroup) });
  },
});

/** What a base map of tiles already shows. */
const UNDER_TILES = new Set([water, ground, greens, lakes, yards, casings, fills, publicBuildings, bridges]);
