// The shelf of variants: read, saved, opened, renamed, adopted, deleted; conflicts and missing rights in words.

import { ask, confirm } from "geoapp/desk_dialog";
import { asOfficer } from "geoapp/desk_officer";
import { askName } from "geoapp/plan_dialog";
import { adopt, changeVariant, createVariant, deleteVariant, fileOf, takeBack, variants } from "geoapp/plan_api";
import { el } from "geoapp/dom";
import { page } from "geoapp/page";
import { fromWire } from "geoapp/plan_rules";
import { edit, keyOf, plan, question, setPlan, useSettings } from "geoapp/plan_state";
import { VariantTable, nextName } from "geoapp/plan_variants";
import { tn } from "geoapp/plan_words";
import { toast } from "geoapp/toast";
import { t } from "geoapp/words";

/** `facts()` answers {points, more, share, sites, before, after} of the plan on the table; `onAdopted()` reloads points. */
export class Shelf {
  constructor(host, { facts, onOpened, onAdopted }) {
    Object.assign(this, { facts, onOpened, onAdopted, list: null, jobs: new Map() });
    const act = (run) => (variant) => this.guarded(() => run.call(this, variant));
    this.table = new VariantTable(host, {
      open: (variant) => this.open(variant), rename: act(this.rename), adopt: act(this.adopt), takeBack: act(this.takeBack), remove: act(this.remove),
    });
  }

  async load() {
    try {
      this.list = await variants();
      this.show();
    } catch (error) {
      if (error.url === undefined) throw error;
      this.table.showTrouble(error, () => this.load());
    }
  }

  show() {
    const facts = this.facts();
    this.table.show(this.list, facts && { ...facts, id: plan.variant?.id, proof: this.proof(), changed: !this.isSaved() });
  }

  /** A proof counts for the question it was found for. */
  proof = () => (plan.proof?.key === keyOf(question()) ? plan.proof : null);

  isSaved() {
    return Boolean(plan.variant) && plan.variant.stamp === stampOf(plan);
  }

  /** Runs a change; what fails is said in words, and the plan stays as it is. */
  async guarded(run) {
    try {
      await run();
    } catch (error) {
      if (error.url === undefined) throw error;
      if (error.status === 409) await this.conflict();
      else toast(error.sentence || t("plan.gone"));
    }
  }

  async conflict() {
    await this.load();
    const fresh = this.list?.find(({ id }) => id === plan.variant?.id);
    const actions = [
      { text: t("plan.conflict.keep"), value: null }, ...(fresh ? [{ text: t("plan.conflict.open"), value: "open" }] : []),
      { text: t("plan.conflict.copy"), value: "copy", tone: "main" },
    ];
    const answer = await ask({ title: t("plan.conflict.title"), body: [el("p", { text: t(fresh ? "plan.conflict.why" : "plan.conflict.gone") })], actions });
    if (answer === "open") this.open(fresh);
    if (answer === "copy") await this.guarded(() => this.saveNew());
  }

  save = () => this.guarded(() => (plan.variant && this.list?.some(({ id }) => id === plan.variant.id) ? this.saveAgain() : this.saveNew()));

  async saveNew() {
    const given = await askName({ title: t("plan.save.title"), name: nextName(this.list, plan.pins.length, this.proof()), note: plan.note, yes: t("plan.save") });
    if (!given) return;
    const body = this.document(given);
    await this.saved(await asOfficer(() => createVariant(body)), body.job);
  }

  async saveAgain() {
    const { id, revision, name } = plan.variant;
    const choice = await ask({
      title: t("plan.save.again", { name }), body: [el("p", { text: t("plan.save.again.why") })],
      actions: [{ text: t("desk.cancel"), value: null }, { text: t("plan.save.copy"), value: "copy" }, { text: t("plan.save.over"), value: "over", tone: "main" }],
    });
    if (choice === "copy") await this.saveNew();
    const body = { ...this.document({ name, note: plan.note }), revision };
    if (choice === "over") await this.saved(await asOfficer(() => changeVariant(id, body)), body.job);
  }

  document({ name, note }) {
    const sites = plan.pins.map(({ id, lon, lat }) => ({ id, lon, lat }));
    return { name, note, parameters: question(), removed: plan.removed, checks: checksOf(plan), sites, proof: this.proof(), job: this.proof()?.job ?? null };
  }

  async saved(variant, job) {
    if (!variant) return;
    this.jobs.set(variant.id, job);
    setPlan({ note: variant.note ?? "", variant: { id: variant.id, revision: variant.revision, name: variant.name, stamp: stampOf(plan) } });
    await this.load();
    toast(t("plan.toast.saved", { name: variant.name }));
  }

  /** Puts a variant on the table: its settings, rules, pins and what was proved of it. */
  open(variant) {
    const { id, revision, name, note, parameters, sites, removed = [], checks = {}, proof, stale } = variant;
    useSettings(parameters);
    const { rules, zones } = fromWire(parameters.rules);
    setPlan({ rules, zones, wanted: parameters.new || Math.max(1, sites.length) });
    const key = keyOf({ ...question(), ...parameters, rules: question().rules, existing_off: removed });
    const fewer = { asked: parameters.new, placed: sites.length, useful: sites.length, rule: "some", value: null };
    const shortfall = sites.length < (parameters.new ?? 0) ? fewer : null;
    const known = proof && !stale ? { ...proof, key, shortfall, ruled: Object.keys(question().rules).length > 0, ended: "budget" } : null;
    const pins = sites.map(({ id: site, lon, lat }, i) => ({ id: String(site ?? `p${i + 1}`), lon, lat }));
    const next = { pins, removed: removed.map(String), checks: checks ?? {}, proof: known, note: note ?? "" };
    edit({ ...next, variant: { id, revision, name, stamp: stampOf({ ...plan, ...next }) } }, { keepProof: true });
    this.onOpened(variant);
    toast(t(stale ? "plan.toast.opened-stale" : "plan.toast.opened", { name }));
  }

  async rename(variant) {
    const given = await askName({ title: t("plan.rename.title"), name: variant.name, note: variant.note ?? "", yes: t("plan.rename") });
    if (!given) return;
    const changed = await asOfficer(() => changeVariant(variant.id, { ...given, revision: variant.revision }));
    if (!changed) return;
    if (plan.variant?.id === variant.id) setPlan({ variant: { ...plan.variant, revision: changed.revision, name: changed.name } });
    await this.load();
    toast(t("plan.toast.renamed", { name: changed.name }));
  }

  /** Deleting asks nothing: the toast brings the variant back. */
  async remove(variant) {
    const done = await asOfficer(async () => {
      await deleteVariant(variant.id);
      return true;
    });
    if (!done) return;
    await this.load();
    const back = () => this.guarded(async () => {
      const again = await asOfficer(() => createVariant(bodyOf({ job: this.jobs.get(variant.id), ...variant })));
      if (again) this.jobs.set(again.id, this.jobs.get(variant.id));
      if (again && plan.variant?.id === variant.id) setPlan({ variant: { ...plan.variant, id: again.id, revision: again.revision } });
      await this.load();
    });
    toast(t("plan.toast.deleted", { name: variant.name }), { action: { text: t("plan.undo"), run: back } });
  }

  /** Writes the sites into the layer of fire points as proposed ones, after a question. */
  async adopt(variant) {
    const n = variant.sites.length;
    const yes = await confirm({ title: tn("adopt.title", n, { name: variant.name }), text: t("plan.adopt.why"), yes: tn("adopt.yes", n), tone: "main" });
    if (!yes) return;
    const answer = await asOfficer(() => adopt(variant.id));
    if (!answer) return;
    await this.onAdopted();
    await this.load();
    toast(tn("toast.adopted", n), { action: { text: t("plan.undo"), run: () => this.guarded(() => this.takeBack(variant)) } });
  }

  async takeBack(variant) {
    const done = await asOfficer(async () => {
      await takeBack(variant.id);
      return true;
    });
    if (!done) return;
    await this.onAdopted();
    await this.load();
    toast(t("plan.toast.taken-back"));
  }

  /** The export of the plan on the table: what is not saved yet is saved first, so that file and shelf agree. */
  async export() {
    if (!this.isSaved()) await this.save();
    if (!this.isSaved()) return;
    const { id } = plan.variant;
    const format = await ask({
      title: t("plan.export.title"), body: [el("p", { text: t("plan.export.what") })],
      actions: [
        { text: t("desk.cancel"), value: null }, { text: t("plan.file.geojson"), value: "geojson" },
        { text: t("plan.file.csv"), value: "csv" }, { text: t("plan.file.papers"), value: "papers", tone: "main" },
      ],
    });
    if (format === "papers") location.href = `${page.urls.exports_page}?plan=${encodeURIComponent(id)}`;
    else if (format) el("a", { href: fileOf(id, format), download: "" }).click();
  }
}

/** A deleted variant as it is made again; its proof bears the server's seal. */
const bodyOf = ({ name, parameters, sites, removed, note, checks, proof, job = null }) => ({
  name, parameters, removed, note, checks, proof, job, sites: sites.map(({ id, lon, lat }) => ({ id, lon, lat })),
});

/** Ticks of sites that are still on the table. */
const checksOf = ({ pins, checks }) => Object.fromEntries(pins.filter(({ id }) => checks[id]).map(({ id }) => [id, checks[id]]));

/** What makes two plans the same variant. */
function stampOf({ pins, removed, checks, note }) {
  const { radius, metric, weight, rules } = question();
  return JSON.stringify([pins.map(({ lon, lat }) => [lon, lat]), removed, checksOf({ pins, checks }), note ?? "", radius, metric, weight, rules]);
}
