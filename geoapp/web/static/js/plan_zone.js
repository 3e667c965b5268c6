// Zones where no new point may stand: drawn corner by corner, by tap, click or key; no drag, no double click.

const { L } = window;
const STYLE = { className: "zone", color: "#1A2330", weight: 2, dashArray: "6 4", fillColor: "#1A2330", fillOpacity: 0.14, interactive: false };
const LEAST_CORNERS = 3;

/** Draws the zones of the plan and the one that is being drawn. */
export class ZoneLayer {
  constructor(map) {
    this.map = map;
    this.shown = L.layerGroup().addTo(map);
    this.drawing = null;
  }

  show(zones) {
    this.shown.clearLayers();
    for (const ring of zones) L.polygon(ring.map(([lon, lat]) => [lat, lon]), STYLE).addTo(this.shown);
  }

  get active() {
    return this.drawing !== null;
  }

  get corners() {
    return this.drawing?.corners.length ?? 0;
  }

  get complete() {
    return this.corners >= LEAST_CORNERS;
  }

  begin() {
    this.drawing = { corners: [], layer: L.layerGroup().addTo(this.map) };
    this.map.getContainer().classList.add("drawing");
  }

  add([lon, lat]) {
    this.drawing.corners.push([lon, lat]);
    this.draw();
  }

  back() {
    this.drawing.corners.pop();
    this.draw();
  }

  draw() {
    const { corners, layer } = this.drawing;
    const places = corners.map(([lon, lat]) => [lat, lon]);
    layer.clearLayers();
    const shape = corners.length >= LEAST_CORNERS ? L.polygon(places, STYLE) : L.polyline(places, { ...STYLE, fill: false });
    shape.addTo(layer);
    for (const place of places) {
      L.circleMarker(place, { radius: 5, color: "#FFFFFF", weight: 2, fillColor: "#1A2330", fillOpacity: 1, interactive: false }).addTo(layer);
    }
  }

  /** Ends the drawing; returns its corners, or null where it was given up. */
  end(keep) {
    const { corners, layer } = this.drawing;
    layer.remove();
    this.drawing = null;
    this.map.getContainer().classList.remove("drawing");
    return keep && corners.length >= LEAST_CORNERS ? corners : null;
  }
}
