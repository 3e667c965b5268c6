// Names along streets and water, character by character, with a white knock-out. Nothing may touch anything:
// symbols, badges and cards are obstacles first, and each name becomes one for those after it.

import { ALLEY_RANK, C, FONT, LABEL_NEAR_ZOOM, LABEL_SIZE, Z, withAlpha } from "geoapp/style";

const EDGE = 14; // pixels kept free at the edge of the view
const MAX_BEND = 0.35; // radians between neighbouring letters
const STARTS = 25;
const REPEAT = 420; // pixels between two names of one street
const RIVER = { size: [13, 17, 22], gap: [6, 10, 12], halo: withAlpha("#C6DDED", 0.9) };
const HALO = withAlpha("#FFFFFF", 0.96);
const KNOCK_OUT = withAlpha("#FFFFFF", 0.82);

/** Draws every name that finds room. `taken`: circles, boxes and the visible frame, in canvas pixels. */
export function drawLabels(pen, scene, taken) {
  const board = new Board(taken);
  pen.usePixels();
  pen.context.setLineDash([]);
  rivers(pen, scene, board);
  streets(pen, scene, board);
  places(pen, scene, board);
  pen.useUnits();
}

/** What is already occupied. */
class Board {
  constructor({ circles, boxes, frame }) {
    this.circles = circles.slice();
    this.boxes = boxes;
    this.frame = frame;
  }

  free(x, y, r) {
    const [x0, y0, x1, y1] = this.frame;
    if (x < x0 + EDGE || x > x1 - EDGE || y < y0 + EDGE || y > y1 - EDGE) return false;
    for (const b of this.boxes) if (x + r > b[0] && x - r < b[2] && y + r > b[1] && y - r < b[3]) return false;
    for (const c of this.circles) if ((c[0] - x) ** 2 + (c[1] - y) ** 2 < (c[2] + r) ** 2) return false;
    return true;
  }

  take(x, y, r) {
    this.circles.push([x, y, r]);
  }

  /** Tells whether a box in canvas pixels meets the visible frame. */
  sees([x0, y0, x1, y1]) {
    return x1 > this.frame[0] && x0 < this.frame[2] && y1 > this.frame[1] && y0 < this.frame[3];
  }
}

function rivers(pen, { around }, board) {
  const step = pen.zoom < Z.small ? 0 : pen.zoom < 17 ? 1 : 2;
  const size = RIVER.size[step];
  const look = { font: `italic 600 ${size}px ${FONT}`, size, gap: RIVER.gap[step], fill: C.water_label, halo: RIVER.halo };
  for (const label of around.labels.filter(({ kind }) => kind === "river")) {
    along(pen, board, label.line.map((p) => pen.at(p)), label.name.toUpperCase(), { ...look, most: 2, repeat: 700 });
  }
}

function streets(pen, { names }, board) {
  for (const { name, rank, lines, boxes } of names) {
    if (pen.zoom < Z.labels[rank]) continue;
    const size = LABEL_SIZE[pen.zoom < LABEL_NEAR_ZOOM[rank] ? "far" : "near"][rank];
    const look = {
      font: `500 ${size}px ${FONT}`, size, gap: 0.2, fill: rank === ALLEY_RANK ? C.label_soft : C.label, halo: HALO,
      knock: true, most: rank < 2 ? 2 : 1, repeat: REPEAT,
    };
    let room = look.most;
    lines.forEach((line, i) => {
      if (room <= 0 || !board.sees(boxOnCanvas(pen, boxes[i]))) return;
      room -= along(pen, board, line.map((p) => pen.at(p)), name, { ...look, most: room });
    });
  }
}

function boxOnCanvas(pen, [x0, y0, x1, y1]) {
  return [...pen.at([x0, y0]), ...pen.at([x1, y1])];
}

function places(pen, { around }, board) {
  if (pen.zoom < Z.yardLabels) return;
  const { context } = pen;
  context.font = `500 11px ${FONT}`;
  for (const label of around.labels.filter(({ kind }) => kind !== "river")) {
    const [x, y] = pen.at(label.at);
    const half = context.measureText(label.name).width / 2;
    const spots = [-1, -0.5, 0, 0.5, 1].map((k) => [x + k * half, y]);
    if (!spots.every((spot) => board.free(...spot, 9))) continue;
    write(context, label.name, x, y, label.kind === "pond" ? C.water_label : C.label_soft, HALO, 3);
    spots.forEach((spot) => board.take(...spot, 9));
  }
}

function write(context, text, x, y, fill, halo, width) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.lineWidth = width;
  context.strokeText(text, x, y);
  context.fillStyle = fill;
  context.fillText(text, x, y);
}

/** Places a name up to `most` times along a line of canvas pixels; returns how often it found room. */
function along(pen, board, line, name, look) {
  const { context } = pen;
  context.font = look.font;
  const letters = [...name];
  const widths = letters.map((letter) => context.measureText(letter).width + look.gap);
  const total = widths.reduce((sum, width) => sum + width, 0);
  const track = trackOf(line);
  if (track.length < total + 16) return 0;
  const placed = [];
  for (const start of startsOf(track.length - total)) {
    if (placed.length >= look.most) break;
    if (placed.some((other) => Math.abs(other - start) < Math.max(look.repeat, total * 2.2))) continue;
    const run = layOut(track, board, letters, widths, start, total, look.size);
    if (!run) continue;
    ink(context, run, look);
    run.forEach(({ x, y }) => board.take(x, y, look.size * 0.7));
    placed.push(start);
  }
  return placed.length;
}

/** Candidate starts, the middle of the line first. */
function startsOf(room) {
  const starts = Array.from({ length: STARTS }, (_, k) => (room * k) / (STARTS - 1));
  return starts.sort((a, b) => Math.abs(a - room / 2) - Math.abs(b - room / 2));
}

function trackOf(line) {
  const sums = [0];
  for (let i = 1; i < line.length; i += 1) {
    sums.push(sums[i - 1] + Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]));
  }
  return { line, sums, length: sums.at(-1) };
}

function pointAt({ line, sums }, distance) {
  let low = 1;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] < distance) low = middle + 1;
    else high = middle;
  }
  const share = (distance - sums[low - 1]) / Math.max(1e-6, sums[low] - sums[low - 1]);
  const [a, b] = [line[low - 1], line[low]];
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}

/** Returns the letters with place and angle, or null where they bend too much or touch something. */
function layOut(track, board, letters, widths, start, total, size) {
  const flip = pointAt(track, start + total)[0] < pointAt(track, start)[0];
  const run = [];
  let distance = start;
  for (let i = 0; i < letters.length; i += 1) {
    const k = flip ? letters.length - 1 - i : i;
    const middle = distance + widths[k] / 2;
    const [x, y] = pointAt(track, middle);
    const angle = angleAt(track, middle, size);
    const bend = run.length ? turn(angle, run.at(-1).track) : 0;
    if (bend > MAX_BEND || !board.free(x, y, size * 0.62)) return null;
    run.push({ letter: letters[k], x, y, track: angle, angle: flip ? angle + Math.PI : angle });
    distance += widths[k];
  }
  return run;
}

function angleAt(track, distance, reach) {
  const [ax, ay] = pointAt(track, Math.max(0, distance - reach));
  const [bx, by] = pointAt(track, Math.min(track.length, distance + reach));
  return Math.atan2(by - ay, bx - ax);
}

function turn(a, b) {
  const difference = Math.abs(a - b) % (2 * Math.PI);
  return Math.min(difference, 2 * Math.PI - difference);
}

function ink(context, run, { size, fill, halo, knock }) {
  if (knock) knockOut(context, run, size);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const pass of ["halo", "text"]) {
    for (const { letter, x, y, angle } of run) {
      context.save();
      context.translate(x, y);
      context.rotate(angle);
      if (pass === "halo") outlineLetter(context, letter, halo);
      else {
        context.fillStyle = fill;
        context.fillText(letter, 0, 0);
      }
      context.restore();
    }
  }
}

function outlineLetter(context, letter, halo) {
  context.strokeStyle = halo;
  context.lineWidth = 3.2;
  context.strokeText(letter, 0, 0);
}

/** A pale band under the whole name, so that houses and lines do not run through the letters. */
function knockOut(context, run, size) {
  context.beginPath();
  run.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = KNOCK_OUT;
  context.lineWidth = size * 1.02;
  context.stroke();
}
