// Where symbols stand when they would cover each other: pins step aside, fire points stay, nobody moves far.

const ROUNDS = 60;
const MOST_PX = 64;
const LEAST_SHIFT_PX = 2;
const GOLDEN_ANGLE = 2.399963;
const SNUG = 0.86; // diamonds may come nearer than their corners

/**
 * Returns the shift [dx, dy] of every pin so that none lies on another or on a fixed symbol.
 *
 * `pins` are [x, y] in pixels, `fixed` are [x, y, radius], `radius` is that of a pin; pins listed in `still` keep their
 * place. The same input gives the same answer: pins on one spot part at fixed angles.
 */
export function fanOut(pins, fixed, radius, still = new Set()) {
  const at = pins.map(([x, y]) => [x, y]);
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = false;
    for (let i = 0; i < at.length; i += 1) {
      for (let j = i + 1; j < at.length; j += 1) moved = part(at, i, j, 2 * SNUG * radius, still) || moved;
      if (!still.has(i)) for (const [x, y, r] of fixed) moved = leave(at[i], [x, y], SNUG * (radius + r), i) || moved;
    }
    if (!moved) break;
  }
  return at.map((place, i) => limited([place[0] - pins[i][0], place[1] - pins[i][1]]));
}

function part(at, i, j, least, still) {
  const [away, short] = apart(at[i], at[j], least, j);
  if (short <= 0) return false;
  const share = still.has(i) || still.has(j) ? 1 : 0.5;
  if (!still.has(i)) shift(at[i], away, -share * short);
  if (!still.has(j)) shift(at[j], away, share * short);
  return !(still.has(i) && still.has(j));
}

function leave(place, from, least, i) {
  const [away, short] = apart(from, place, least, i);
  if (short <= 0) return false;
  shift(place, away, short);
  return true;
}

/** Unit vector from a to b, and how much the two are too near. */
function apart([ax, ay], [bx, by], least, seed) {
  const distance = Math.hypot(bx - ax, by - ay);
  const angle = seed * GOLDEN_ANGLE;
  const away = distance > 0.5 ? [(bx - ax) / distance, (by - ay) / distance] : [Math.cos(angle), Math.sin(angle)];
  return [away, least - distance > 0.5 ? least - distance : 0];
}

function shift(place, [x, y], by) {
  place[0] += x * by;
  place[1] += y * by;
}

function limited([x, y]) {
  const far = Math.hypot(x, y);
  if (far < LEAST_SHIFT_PX) return [0, 0];
  const share = far > MOST_PX ? MOST_PX / far : 1;
  return [x * share, y * share];
}
