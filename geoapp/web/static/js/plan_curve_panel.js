// The section around the curve: what it shows now, the words below it, and which of its buttons apply.

import { byId } from "geoapp/dom";
import { count } from "geoapp/format";
import { plan } from "geoapp/plan_state";
import { tn } from "geoapp/plan_words";
import { t } from "geoapp/words";

const ALL = 1 - 1e-9;

/** Draws curve or table of a proposal's rows; `before` is how things stand, `asTable` what the reader prefers. */
export function showCurve(curve, proposal, { before, asTable }) {
  const known = proposal.curve();
  const running = proposal.curveRun.active;
  const rows = known ? upToAll([...start(before), ...known.rows.filter((row) => row.new > 0)]) : [];
  const chosen = plan.proof && plan.pins.length === plan.wanted ? plan.pins.length : null;
  curve.show(rows, { chosen, most: running ? proposal.most ?? 0 : 0, before: before?.covered_weight ?? null });
  byId("curve-ask").hidden = running || Boolean(known) || proposal.busy;
  byId("curve-stop").hidden = !running;
  byId("curve-view").hidden = !rows.length;
  byId("curve-view").textContent = t(asTable ? "plan.curve.as-curve" : "plan.curve.table");
  byId("curve").hidden = asTable;
  byId("curve-table").hidden = !asTable || !rows.length;
  byId("curve-words").textContent = proposal.curveTrouble || words(rows, running, known);
}

const start = (before) => (before ? [{
  new: 0, share: before.share, covered_weight: before.covered_weight, status: "optimal", bound_share: before.share, gap: 0, sites: [],
}] : []);

/** Rows until everyone is reached: further points would be of no use. */
function upToAll(rows) {
  const full = rows.findIndex(({ share }) => share > ALL);
  return full < 0 ? rows : rows.slice(0, full + 1);
}

function words(rows, running, known) {
  if (running) return t("plan.curve.running", { n: count(Math.max(0, rows.length - 1)) });
  const last = rows.at(-1);
  if (last?.share > ALL) return t("plan.curve.full", { points: tn("points", last.new) });
  return t(known ? "plan.curve.key" : "plan.curve.none");
}
