// A canvas pen: paths in units, widths and dashes in CSS pixels.

export class Pen {
  /** `scale` is CSS pixels per unit, `shift` the place of the units' origin on the canvas in CSS pixels. */
  constructor(context, { width, height, ratio, scale, shift, zoom }) {
    Object.assign(this, { context, width, height, ratio, scale, shift, zoom });
    context.lineJoin = "round";
    context.lineCap = "round";
    this.useUnits();
  }

  useUnits() {
    const { ratio, scale, shift } = this;
    this.context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * shift[0], ratio * shift[1]);
  }

  usePixels() {
    this.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
  }

  /** Place of a point in units on the canvas, in CSS pixels. */
  at([x, y]) {
    return [x * this.scale + this.shift[0], y * this.scale + this.shift[1]];
  }

  fill(path, colour, rule = "evenodd") {
    this.context.fillStyle = colour;
    this.context.fill(path, rule);
  }

  /** Fills each of many paths on its own, so that one inside another does not become a hole. */
  fillEach(paths, colour) {
    for (const path of paths) this.fill(path, colour);
  }

  strokeEach(paths, colour, width) {
    for (const path of paths) this.stroke(path, colour, width);
  }

  stroke(path, colour, width, dash = []) {
    const { context, scale } = this;
    context.strokeStyle = colour;
    context.lineWidth = width / scale;
    context.lineCap = dash.length ? "butt" : "round";
    context.setLineDash(dash.map((part) => part / scale));
    context.stroke(path);
  }

  flood(colour) {
    this.usePixels();
    this.context.fillStyle = colour;
    this.context.fillRect(0, 0, this.width, this.height);
    this.useUnits();
  }

  /** Runs `draw` with everything at a share of its strength. */
  alpha(share, draw) {
    const before = this.context.globalAlpha;
    this.context.globalAlpha = before * share;
    draw();
    this.context.globalAlpha = before;
  }

  clipped(path, draw) {
    this.context.save();
    this.context.clip(path, "evenodd");
    draw();
    this.context.restore();
  }

  /** Runs `draw` where the canvas is not covered by `path`. */
  outside(path, draw) {
    const [x, y] = this.shift;
    const frame = new Path2D();
    frame.rect(-x / this.scale, -y / this.scale, this.width / this.scale, this.height / this.scale);
    frame.addPath(path);
    this.clipped(frame, draw);
  }

  /** Diagonal lines inside `path`, anchored to the ground so that they stand still while panning. */
  hatch(path, colour, spacing) {
    const { context, width, height } = this;
    const start = ((this.shift[0] + this.shift[1]) % spacing) - height;
    this.clipped(path, () => {
      this.usePixels();
      context.setLineDash([]);
      context.strokeStyle = colour;
      context.lineWidth = 1;
      context.beginPath();
      for (let x = start; x < width + height; x += spacing) {
        context.moveTo(x, height);
        context.lineTo(x + height, 0);
      }
      context.stroke();
    });
    this.useUnits();
  }
}
