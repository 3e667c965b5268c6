// The planner's page: joins the figure, the pins, the proposal, the curve, the shelf and the address.

import "geoapp/decorate";
import { closeCard } from "geoapp/card";
import { showControls } from "geoapp/controls";
import { forget, loadCoverage } from "geoapp/data";
import { byId, coarse, fill, narrow } from "geoapp/dom";
import { showEmpty, showFailure } from "geoapp/empty";
import { showLoading } from "geoapp/figure";
import { percent } from "geoapp/format";
import { showLayers } from "geoapp/layers";
import { loadScene } from "geoapp/map_view";
import { page } from "geoapp/page";
import { Actions } from "geoapp/plan_actions";
import { AreasAfter } from "geoapp/plan_areas";
import { Curve } from "geoapp/plan_curve";
import { showCurve as drawCurve } from "geoapp/plan_curve_panel";
import { showPlanFigure, showTrouble, speak } from "geoapp/plan_figure";
import { Layout } from "geoapp/plan_layout";
import { Live, payloadAfter } from "geoapp/plan_live";
import { PlanMap } from "geoapp/plan_map";
import { Pins, shield } from "geoapp/plan_pins";
import { openPoint, reloadPoints, showPoint } from "geoapp/plan_points";
import { showProof } from "geoapp/plan_proof";
import { Proposal } from "geoapp/plan_proposal";
import { Resilience } from "geoapp/plan_resilience";
import { RulesPanel, rulesInWords } from "geoapp/plan_rules_panel";
import { Shelf } from "geoapp/plan_shelf";
import { showSide, wireSide } from "geoapp/plan_side";
import { SiteList } from "geoapp/plan_sites";
import { Slider } from "geoapp/plan_slider";
import { MOST_WANTED, onPlan, plan, setPlan } from "geoapp/plan_state";
import { groupWords, settingWords, tn } from "geoapp/plan_words";
import { ZoneTool } from "geoapp/plan_zone_tool";
import { Sheet } from "geoapp/sheet";
import { METRICS, WEIGHTS, change, onChange, state } from "geoapp/state";
import { t } from "geoapp/words";

const SPEAK_AFTER_MS = 700;
const say = byId("say");

const app = {
  view: null, coverage: null, outcome: null, selected: null, excluded: new Map(), known: new Map(), trouble: false, asked: null, speaking: 0, asTable: false,
  get busy() { return proposal.busy; },
  choose, afterRemoval, settled,
};

const actions = new Actions(app);
const sites = new SiteList(byId("sites"), {
  onChoose: (id) => choose(id, { from: "list" }), onRemove: (id) => actions.remove(id), onCheck: (...tick) => actions.check(...tick),
  onZoom: zoomTo, onMiddle: (id) => app.view && actions.move(id, seenMiddle(), "place"),
});
const proposal = new Proposal({ onShow: showRun, onFound: found });
const live = new Live(answer, trouble);
const areas = new AreasAfter((found) => app.view.showReach(found));
const rules = new RulesPanel(byId("rules"), { onZone: drawZone, onRestore: (id) => actions.away(id, false), onAway: (id) => actions.away(id) });
const curve = new Curve(byId("curve"), byId("curve-table"), (row) => !actions.locked() && takeRow(row));
const shelf = new Shelf(byId("variants"), { facts, onOpened: () => choose(null), onAdopted: pointsChanged });
const zoneTool = new ZoneTool(byId("zone-bar"), { view: () => app.view, onDone: zoneDone });
let slider = null;
let sheet = null;

/** Draws the frame, then the base map, then the figures; a failure says what failed and offers to try again. */
async function start() {
  document.querySelector(".lang-foot") && byId("panel-body").append(document.querySelector(".lang-foot"));
  sheet = new Sheet(() => sheetRests());
  sheetRests();
  new Layout(() => app.view?.fit());
  if (!page.metrics.length) {
    await startEmpty();
    return;
  }
  if (!page.metrics.includes(state.metric)) change({ metric: page.metrics[0] });
  byId("straight-only").hidden = page.metrics.includes("walking");
  wire();
  showLoading(say);
  showPanel();
  if (await attempt(openMap)) await attempt(firstFigures);
}

/** What stands on the map keeps clear of the sheet. */
function sheetRests() {
  byId("stage").style.setProperty("--sheet-shown", `${sheet?.covered() ?? 0}px`);
  app.view?.base.show({});
}

async function startEmpty() {
  document.querySelector(".stage").classList.add("pale");
  document.querySelectorAll("[data-needs-figures]").forEach((node) => { node.hidden = true; });
  showEmpty(say, byId("empty-box"));
  app.view = new PlanMap(await loadScene(), { sheetHeight: () => sheet.covered() });
  await app.view.show({ ...state, layers: ["safe_areas"] });
}

async function attempt(step) {
  try {
    await step();
    return true;
  } catch (error) {
    if (error.url === undefined) throw error;
    showFailure(say, byId("sites"), error, retry);
    return false;
  }
}

async function retry() {
  forget();
  showLoading(say);
  if (app.view || (await attempt(openMap))) await attempt(firstFigures);
}

async function openMap() {
  const scene = await loadScene();
  app.view = new PlanMap(scene, { sheetHeight: () => sheet.covered(), onChoose: (kind, item, from) => kind === "fire_points" && openPoint(app, item, from, away) });
  app.pins = new Pins(app.view.map, {
    fixed: () => app.view.points.obstacles(), locked: () => actions.locked(),
    onChoose: (id) => choose(app.selected === id ? null : id, { from: "map" }), onMove: (...move) => actions.move(...move), onRemove: (id) => actions.remove(id),
  });
  app.view.pins = app.pins;
  slider = new Slider(byId("split"), (share) => app.view.split(share));
  app.view.map.on("click", ({ latlng: { lng, lat } }) => (app.view.zones.active ? zoneTool.add([lng, lat]) : actions.add([lng, lat])));
  for (const card of document.querySelectorAll(".stage .float, .stage .fab, .stage .side, #card-box")) shield(card);
  showPins();
  app.view.zones.show(plan.zones);
  await app.view.show({ ...state, layers: state.layers.filter((name) => name !== "households") });
}

async function firstFigures() {
  const [coverage] = await Promise.all([loadCoverage(state.metric, state.weight), app.view.loadHouses()]);
  const standing = new Set(app.view.scene.firePoints.map(({ id }) => id));
  if (plan.removed.some((id) => !standing.has(id))) setPlan({ removed: plan.removed.filter((id) => standing.has(id)) }); // an old address
  takeCoverage(coverage);
  onChange((_, changed) => attempt(() => settingsChanged(changed)));
  onPlan(planChanged);
  showPanel();
  await app.view.show(state, app);
  if (plan.pins.length) app.view.reveal(plan.pins);
  await Promise.all([ask({ now: true }), shelf.load()]);
  settle();
  proposal.resume();
}

function takeCoverage(coverage) {
  app.coverage = coverage;
  app.excluded = new Map(coverage.excluded.map(({ id, reason }) => [String(id), reason]));
  app.view.points.setExcluded(new Map([...app.excluded, ...plan.removed.map((id) => [id, ""])]));
}

async function settingsChanged(changed) {
  if (changed.has("metric") || changed.has("weight")) {
    const { metric, weight } = state;
    const coverage = await loadCoverage(metric, weight);
    if (metric !== state.metric || weight !== state.weight) return;
    takeCoverage(coverage);
  }
  showPanel();
  showRun();
  const asked = changed.size === 1 && changed.has("layers") ? null : ask({ now: true });
  await app.view.show(state, app);
  await asked;
  areas.want(app.asked, state.layers);
  resilience.refresh();
}

function planChanged(changed) {
  if (changed.has("pins")) {
    showSide(app);
    showPins();
    showSites();
  }
  if (changed.has("pins") || changed.has("removed")) ask();
  if (changed.has("removed")) takeCoverage(app.coverage);
  if (changed.has("zones")) app.view.zones.show(plan.zones);
  if (["rules", "zones", "wanted", "removed"].some((key) => changed.has(key))) {
    proposal.forgetTrouble();
    showPanel();
  }
  if (changed.has("checks")) showSites();
  showRun();
  showShelf();
}

/** Asks what the present plan would change. */
function ask(options) {
  const { radius, metric, weight } = state;
  return live.ask({ radius, metric, weight, add: plan.pins.map(({ id, lon, lat }) => ({ id, lon, lat })), remove: plan.removed }, options);
}

/** Figure, bar, list, slider and houses, in one step. */
function answer({ before, after, sites: told, households }, wish) {
  const { view, coverage } = app;
  app.trouble = false;
  app.known = new Map((told ?? []).map((site, i) => [wish.add[i].id, site]));
  app.outcome = { before, after, ids: idsOf(wish.add), total: coverage.demand.weight, points: wish.add.length, removed: wish.remove.length };
  const idle = !wish.add.length && !wish.remove.length;
  view.showOutcome(idle ? null : payloadAfter(view.payload, households, state.metric), state.metric, { fewer: wish.remove.length > 0 });
  view.compare(!idle);
  app.asked = idle ? null : wish;
  areas.want(app.asked, state.layers);
  showPlanFigure(say, app.outcome, state, { estimated: coverage.demand.estimated });
  showSplit(idle);
  showSites();
  showPins();
  showShelf();
  showRun();
  clearTimeout(app.speaking);
  app.speaking = setTimeout(() => speak(app.outcome, state), SPEAK_AFTER_MS);
  if (!idle && !app.pins.dragging) settle();
}

function trouble(error) {
  app.trouble = true;
  showSites();
  say.scrollIntoView({ block: "nearest" });
  showTrouble(say, error, () => ask({ now: true }));
}

function showSplit(idle) {
  const { before, after, points, removed } = app.outcome;
  byId("split").hidden = idle;
  byId("split-now").textContent = percent(before.share);
  byId("split-after").textContent = percent(after.share);
  byId("split-words").textContent = points ? tn("after", points) : t("plan.after.fewer", { n: removed });
  byId("split-words-short").textContent = points ? tn("after.short", points) : t("plan.after.fewer", { n: removed });
  slider.labels();
  slider.say(t("plan.split.value", { before: percent(before.share), after: percent(after.share) }));
}

/** The middle of the map that can be seen; a sheet that hides the map is lowered first, so that it can. */
function seenMiddle() {
  if (narrow() && sheet.stop === "full") sheet.rest("half");
  return app.view.middle();
}

/** On a phone the sheet makes room for the map while a zone is drawn. */
function drawZone() {
  if (narrow()) {
    sheet.rest("peek");
    byId("panel-body").scrollTop = 0;
  }
  zoneTool.begin();
}

function zoneDone(ring) {
  if (narrow()) sheet.rest("full");
  if (ring) setPlan({ zones: [...plan.zones, ring] });
}

const pinXs = () => app.pins.circles().map(([x]) => x);

/** The line between now and after finds its place among the pins of the ward. */
function settle() {
  const { map } = app.view;
  const [west, south, east] = page.ward.bounds;
  const edge = (lon) => map.latLngToContainerPoint([south, lon]).x;
  slider.settle(pinXs(), map.getSize().x, [edge(west), edge(east)]);
}

/** What the server last said of each pin, by the pin's id. */
const told = () => plan.pins.map(({ id }) => app.known.get(id) ?? null);
const idsOf = (pins) => JSON.stringify(pins.map(({ id }) => id));

function showPins() {
  if (!app.pins) return;
  const names = new Map([...app.known].map(([id, site]) => [id, groupWords(app.view.scene, site.group)]));
  app.pins.show(plan.pins, names);
  if (app.selected && !plan.pins.some(({ id }) => id === app.selected)) choose(null);
  else app.pins.select(app.selected);
}

function showSites() {
  sites.show({ pins: plan.pins, sites: told(), selected: app.selected, checks: plan.checks, state, scene: app.view?.scene, trouble: app.trouble });
  byId("clear").hidden = !plan.pins.length && !plan.removed.length;
}

function showPanel() {
  const people = app.view?.payload?.people;
  const weights = people && !people.some((value) => value > 0) ? WEIGHTS.slice(0, 1) : WEIGHTS;
  showControls(byId("controls"), state, { metrics: METRICS.filter((name) => page.metrics.includes(name)), weights });
  byId("settings-words").textContent = [settingWords(state), t(`weight.${state.weight}`)].join(" · ");
  byId("rules-words").textContent = rulesInWords();
  byId("wanted").textContent = tn("points", plan.wanted);
  byId("fewer").disabled = plan.wanted <= 1;
  byId("more").disabled = plan.wanted >= MOST_WANTED;
  byId("propose-words").textContent = tn("propose", plan.wanted);
  rules.show(app.view?.scene, app.excluded);
  showSide(app);
}

/** The job's notice, the button and the curve. */
function showRun() {
  byId("propose").hidden = proposal.busy;
  byId("fewer").disabled = proposal.busy || plan.wanted <= 1;
  byId("more").disabled = proposal.busy || plan.wanted >= MOST_WANTED;
  const { job, silent, infeasible } = proposal;
  showProof(byId("proof"), {
    job, trouble: job ? silent : proposal.trouble, infeasible,
    actions: { stop: proposal.stop, again: () => proposal.again(), apply: (values) => proposal.apply(values) },
  });
  showCurve();
}

function showCurve() {
  drawCurve(curve, proposal, { before: app.outcome?.before, asTable: app.asTable });
}

function takeRow(row) {
  proposal.take(row);
  choose(null);
  if (plan.pins.length) app.view.reveal(plan.pins);
}

async function found({ infeasible, done }) {
  if (infeasible) byId("infeasible")?.focus({ preventScroll: false });
  showPanel();
  showShelf();
  if (plan.pins.length) app.view.reveal(plan.pins);
  if (done && !infeasible && !proposal.curve()) await proposal.askCurve();
}

function facts() {
  if (!app.outcome) return null;
  const { before, after, ids } = app.outcome;
  const known = ids === idsOf(plan.pins);
  return { points: plan.pins.length, more: known ? after.covered_weight - before.covered_weight : null, share: known ? after.share : null };
}

function showShelf() {
  shelf.show();
  byId("save").disabled = byId("export").disabled = !plan.pins.length || proposal.busy;
  byId("save-why").hidden = plan.pins.length > 0;
}

/** Row and pin are one selection; its group is outlined. */
function choose(id, { from = null, reveal = true } = {}) {
  app.selected = id;
  app.pins?.select(id);
  const site = app.known.get(id);
  app.view?.focusGroup(site?.group == null ? null : String(site.group));
  showSites();
  if (!id || !reveal) return;
  closeCard({ refocus: false });
  if (from === "list") app.view.reveal(plan.pins.filter((pin) => pin.id === id));
  else sites.reveal(id);
}

/** After a removal the focus goes to the next pin's row, or to the button that places one. */
function afterRemoval(next) {
  const target = next ? document.querySelector(`[data-key="head-${CSS.escape(next)}"]`) : byId("place");
  if (document.activeElement === document.body || !document.activeElement?.isConnected) target?.focus({ preventScroll: true });
}

function settled() {
  if (app.pins) settle();
}

function zoomTo(id) {
  const pin = plan.pins.find((one) => one.id === id);
  if (pin) app.view.zoomTo(app.view.scene.frame.project([pin.lon, pin.lat]));
}

const away = (id, gone) => actions.away(id, gone);
const resilience = new Resilience(byId("resilience-section"), byId("resilience"), {
  points: () => app.view?.scene.firePoints ?? [], onPoint: (id, from) => showPoint(app, id, from, away),
});

/** Proposed points were added to the layer, or taken back. */
async function pointsChanged() {
  await reloadPoints(app);
  takeCoverage(await loadCoverage(state.metric, state.weight));
  showPanel();
}

function wire() {
  const on = (id, run) => byId(id).addEventListener("click", run);
  showLayers(byId("layers"), state);
  actions.listen();
  on("fewer", () => setPlan({ wanted: Math.max(1, plan.wanted - 1) }));
  on("more", () => setPlan({ wanted: Math.min(MOST_WANTED, plan.wanted + 1) }));
  on("propose", () => proposal.start());
  on("place", () => app.view && actions.add(seenMiddle()));
  on("clear", () => actions.clear());
  on("save", () => shelf.save());
  on("export", () => shelf.export());
  on("curve-ask", () => proposal.askCurve());
  on("curve-view", () => {
    app.asTable = !app.asTable;
    showCurve();
  });
  on("curve-stop", () => proposal.curveRun.stop());
  wireSide();
}

fill(byId("pin-help"), t(coarse() ? "plan.pin.help.tap" : "plan.pin.help"));
export const ready = start();
ready.then(() => { document.documentElement.dataset.ready = "true"; });
