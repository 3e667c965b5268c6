// "Đề xuất N điểm" and its curve: asks the server, shows what it has found so far, keeps the proof with the pins.

import { job as readJob, stopJob } from "geoapp/plan_api";
import { page } from "geoapp/page";
import { fromWire } from "geoapp/plan_rules";
import { Run } from "geoapp/plan_run";
import { MOST_WANTED, amend, edit, keyOf, plan, question, setPlan, undo } from "geoapp/plan_state";
import { t } from "geoapp/words";

const LEAST_CURVE = 14;
const BEYOND = 5; // points shown past the wish
const KEPT = `geoapp.plan.${page.ward?.id}.curve`;
const STOP_TRIES = 20;
const STOP_PAUSE_MS = 150;
const ENDED = { cancelled: "stopped", interrupted: "interrupted" };

const pinsOf = (sites) => sites.map(({ id, lon, lat }, i) => ({ id: String(id ?? `p${i + 1}`), lon, lat }));
const samePins = (a, b) => a.length === b.length && a.every((pin, i) => pin.lon === b[i].lon && pin.lat === b[i].lat && pin.id === b[i].id);
const ruled = (asked) => Object.keys(asked.rules).length > 0;
const curveKey = (asked) => keyOf({ ...asked, new: 0 });

/** Owns the two jobs; `onShow()` redraws notices and curve, `onFound()` says that a proposal has ended. */
export class Proposal {
  constructor({ onShow, onFound }) {
    Object.assign(this, { onShow, onFound, job: null, trouble: null, silent: false, infeasible: null, preparing: false, begun: false, rows: keptRows(), curveJob: null });
    this.run = new Run("propose", { onNews: (job) => this.news(job), onEnd: (job, asked) => this.end(job, asked), onTrouble: (error, how) => this.fail(error, how) });
    this.curveRun = new Run("curve", {
      onNews: (job, asked) => this.grow(job, asked), onEnd: (job, asked) => this.grow(job, asked), onTrouble: (error, how) => this.curveFails(error, how),
    });
  }

  get busy() {
    return this.preparing || this.run.active;
  }

  /** Starts a proposal for the present wish; `cleared` tells that a curve in the way was stopped for it already. */
  async start({ cleared = false } = {}) {
    if (this.busy) return;
    const asked = question();
    Object.assign(this, {
      cleared,
      preparing: true, job: { state: "waiting", seconds: 0, progress: null }, trouble: null, silent: false, infeasible: null, begun: false, resumed: false,
    });
    this.onShow();
    await this.stopCurve();
    this.preparing = false;
    const done = this.run.start(asked);
    this.remember(asked);
    await done;
  }

  /** A reload must find the job again: its id is known a moment after the start. */
  async remember(asked) {
    while (this.run.starting) await new Promise((next) => setTimeout(next, 20));
    if (this.run.id) setPlan({ job: { id: this.run.id, asked } });
  }

  async resume() {
    if (!plan.job) return;
    Object.assign(this, { begun: true, resumed: true });
    this.job = { state: "waiting", seconds: 0, progress: null };
    this.onShow();
    await this.run.resume(plan.job.id, plan.job.asked);
  }

  stop = () => this.run.stop();

  news(job) {
    Object.assign(this, { job, silent: false });
    if (job.progress?.sites?.length) this.put(pinsOf(job.progress.sites));
    this.onShow();
  }

  /** The first answer is one step that can be undone; better ones replace it. */
  put(pins, proof = null) {
    const patch = { pins, proof, variant: null, note: "" };
    if (!this.begun) edit(patch, { keepProof: true });
    else if (!samePins(plan.pins, pins) || proof) amend(patch);
    this.begun = true;
  }

  end(job, asked) {
    this.job = null;
    this.silent = false;
    setPlan({ job: null });
    const result = job.result ?? unfinished(job);
    const problem = result?.problem ?? job.problem;
    if (result?.status === "infeasible") {
      if (this.begun && !this.resumed) undo(); // what stood on the table before comes back; a step clears the notice
      this.infeasible = problem ?? {};
    }
    else if (result?.sites) this.put(pinsOf(result.sites), proofOf(result, job, asked));
    else this.trouble = { title: t(`plan.job.${job.state}`), text: problem?.detail ?? "" };
    this.onShow();
    this.onFound({ infeasible: this.infeasible !== null, found: Boolean(result?.sites), done: job.state === "done" });
  }

  /** One office has one job at a time: a curve that an earlier page began by itself gives way without a word. */
  async clearWay(error) {
    this.preparing = true;
    let kind = null;
    try {
      ({ kind } = await readJob(error.body.job));
      if (kind === "curve") await ended(error.body.job);
    } catch (gone) {
      if (gone.url === undefined) throw gone;
    }
    this.preparing = false;
    if (kind === "curve") await this.start({ cleared: true });
    else {
      this.cleared = true;
      this.fail(error, { passing: false });
    }
  }

  fail(error, { passing }) {
    if (passing) this.silent = true;
    else if (error.status === 429 && error.body.job && !this.cleared) {
      this.clearWay(error);
      return;
    } else {
      this.job = null;
      setPlan({ job: null });
      if (error.status === 429 && error.body.job) this.other = error.body.job;
      const title = error.status === 404 ? "plan.job.lost" : error.gone ? "plan.gone.title" : "plan.job.failed";
      this.trouble = { title: t(title), text: error.sentence || (error.gone ? t("plan.gone") : "") };
    }
    this.onShow();
  }

  /** Tries again; another job of this office is stopped first. */
  async again() {
    this.trouble = null;
    if (this.other) await ended(this.other);
    this.other = null;
    await this.start();
  }

  forgetTrouble() {
    this.trouble = null;
    this.infeasible = null;
  }

  /** Applies the nearest wish that can be kept, and asks again. */
  async apply(values) {
    const { new: wanted, ...wire } = values;
    const { rules, zones } = fromWire(wire);
    const kept = Object.fromEntries(Object.entries(plan.rules).filter(([key]) => !Object.keys(wire).some((name) => wire[name] === null && fromWireKey(name) === key)));
    setPlan({ wanted: wanted ? Math.min(MOST_WANTED, Math.max(1, wanted)) : plan.wanted, rules: { ...kept, ...rules }, zones: wire.forbidden === undefined ? plan.zones : zones });
    await this.start();
  }

  /** The curve of the present question, or none yet. */
  curve() {
    return this.rows?.key === curveKey(question()) ? this.rows : null;
  }

  async askCurve() {
    if (this.curveRun.active || this.busy) return;
    const asked = question();
    this.curveTrouble = null;
    const most = Math.min(MOST_WANTED, Math.max(LEAST_CURVE, asked.new + BEYOND));
    this.most = most;
    this.onShow();
    const done = this.curveRun.start({ ...asked, max_new: most });
    this.onShow();
    await done;
  }

  async stopCurve() {
    const { id } = this.curveRun;
    if (!this.curveRun.active) return;
    this.curveRun.leave();
    if (id) await ended(id);
  }

  grow(job, asked) {
    const rows = job.result?.frontier ?? job.progress?.frontier;
    if (rows?.length) {
      this.rows = { key: curveKey(asked), job: job.id, rows: [...rows].sort((a, b) => a.new - b.new), ruled: ruled(asked) };
      keepRows(this.rows);
    }
    if (job.state === "failed" || job.state === "interrupted") this.curveTrouble = job.problem?.detail || t(`plan.job.${job.state}`);
    this.onShow();
  }

  curveFails(error, { passing }) {
    if (!passing) this.curveTrouble = error.sentence || t("plan.gone");
    this.onShow();
  }

  /** Takes a point of the curve as the plan. */
  take(row) {
    const { sites = [] } = row;
    const asked = { ...question(), new: row.new };
    setPlan({ wanted: Math.max(1, row.new) });
    this.forgetTrouble();
    const found = { status: row.status, gap: row.gap ?? 0, shortfall: row.shortfall ?? null, job: this.rows?.job ?? null, key: keyOf(asked), ruled: ruled(asked), ended: "budget" };
    const proof = row.new ? found : null;
    edit({ pins: pinsOf(sites), proof, variant: null, note: "" }, { keepProof: true });
  }
}

const fromWireKey = (name) => Object.keys(fromWire({ [name]: name === "graded" ? { share: 0.5 } : ["backup", "fairest"].includes(name) ? true : 1 }).rules)[0];

function proofOf(result, job, asked) {
  const { status, gap, parameters = {}, shortfall = null } = result;
  const among = parameters.exact === false ? parameters.places : null; // a thinned set of places: the proof is about those
  return { status, gap, among, shortfall, job: job.id, key: keyOf(asked), ruled: ruled(asked), ended: ENDED[job.state] ?? "budget" };
}

/** A job that ended before it could sum up: what its last progress held is kept, with the bound it had. */
function unfinished({ state, progress }) {
  if (!["cancelled", "interrupted"].includes(state) || !progress?.sites?.length) return null;
  return { status: "feasible", gap: progress.gap, sites: progress.sites };
}

/** Stops a job and waits until it has ended, so that the next may start. */
async function ended(id) {
  try {
    await stopJob(id);
    for (let i = 0; i < STOP_TRIES; i += 1) {
      const { state } = await readJob(id);
      if (state !== "running" && state !== "waiting") return;
      await new Promise((next) => setTimeout(next, STOP_PAUSE_MS));
    }
  } catch (error) {
    if (error.url === undefined) throw error; // a job that is gone does not stand in the way
  }
}

function keptRows() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  } catch {
    return null;
  }
}

function keepRows(rows) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(rows));
  } catch {
    // no room or no storage: the curve is drawn again after a reload
  }
}
