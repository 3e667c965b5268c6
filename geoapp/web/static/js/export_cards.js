// What the cards offer: the kinds of a card, and which of its own choices make which kind.

import { page } from "geoapp/page";
import { t } from "geoapp/words";

const { kinds, groups, plans } = page.exports;
const named = (prefix, values) => values.map((value) => [value, t(`${prefix}.${value}`)]);
const DATA = ["gpkg", "geojson", "shp", "kmz", "tab", "dxf", "gpx", "csv"];
const SHEETS = ["map-a4", "map-a3", "map-a2", "map-a1", "map-a0", "map-png"];
const ATLASES = ["atlas", "atlas-files", "qr"];
const ONE_GROUP = ["group", "group-picture", "html"];
const first = () => groups[0]?.id ?? null;
const asked = () => groups.find(({ id }) => id === new URLSearchParams(location.search).get("group"))?.id;

/**
 * The cards in their order, each with the kinds it makes. `choices` is what it starts with; `fields` are drawn in their
 * order: a select of [value, words], `groups` (some or all), a `switch`. `order(choices)` are the members that the card
 * adds to an order.
 */
export const CARDS = [
  {
    id: "map", kinds: SHEETS, choices: { kind: "map-a3" }, fields: [{ key: "kind", type: "select", options: named("export.paper", SHEETS) }],
    order: ({ kind }) => ({ kind }),
  },
  {
    id: "atlas", kinds: ATLASES, needs: "groups", choices: { kind: "atlas", groups: [] },
    fields: [{ key: "groups", type: "groups" }, { key: "kind", type: "select", options: named("export.atlas", ATLASES) }],
    order: ({ kind, groups: some }) => ({ kind, groups: some }),
  },
  { id: "summary", kinds: ["summary"], choices: { kind: "summary" }, fields: [], order: ({ kind }) => ({ kind }) },
  { id: "slides", kinds: ["slides"], choices: { kind: "slides" }, fields: [], order: ({ kind }) => ({ kind }) },
  { id: "report", kinds: ["report"], choices: { kind: "report" }, fields: [], order: ({ kind }) => ({ kind }) },
  {
    id: "group", kinds: ONE_GROUP, needs: "groups", choices: { kind: "group", group: asked() ?? first() },
    fields: [
      { key: "group", type: "select", options: groups.map(({ id, name }) => [id, name]) },
      { key: "kind", type: "select", options: named("export.group", ONE_GROUP) },
    ],
    order: ({ kind, group }) => ({ kind, groups: [group] }),
  },
  {
    id: "xlsx", kinds: ["xlsx"], choices: { kind: "xlsx", addresses: false }, fields: [{ key: "addresses", type: "switch" }],
    order: ({ kind, addresses }) => ({ kind, addresses }),
  },
  {
    id: "data", kinds: DATA, choices: { kind: "gpkg", crs: "wgs84", addresses: false },
    fields: [
      { key: "kind", type: "select", options: named("export.data", DATA) },
      { key: "crs", type: "select", options: named("export.crs", ["wgs84", "ward"]), when: ({ kind }) => kinds[kind].systems.length > 1 },
      { key: "addresses", type: "switch" },
    ],
    order: ({ kind, crs, addresses }) => ({ kind, addresses, ...(kinds[kind].systems.length > 1 ? { crs } : {}) }),
  },
  { id: "html", kinds: ["html"], choices: { kind: "html" }, fields: [], order: ({ kind }) => ({ kind }) },
];

/** The id of the card on which an order belongs: a page of one group is its card's, that of the ward has its own. */
export function cardOf({ kind, groups: some }) {
  if (kind === "html") return some.length ? "group" : "html";
  return CARDS.find((card) => card.kinds.includes(kind))?.id ?? null;
}

/** Whether a card can be used in this ward. */
export const usable = ({ needs }) => needs !== "groups" || groups.length > 0;

/** The order that the common choices and a card's own make. */
export function wantedOf(card, common) {
  const own = card.order(common.own[card.id]);
  const { colour, plan } = kinds[own.kind];
  const variant = plans.find(({ id }) => id === common.plan);
  const shown = plan && variant; // a variant brings its own radius and metric; what cannot show it still opens with these
  const { radius, metric } = variant ?? common;
  return {
    groups: [], ...own, plan: shown ? variant.id : null, colour: colour ? common.colour : true,
    radius: shown ? null : radius, metric: shown ? null : metric,
  };
}

/** Whether a finished order is what is wanted now. */
export function sameOrder(wanted, made) {
  const keys = ["kind", "radius", "metric", "colour", "plan"];
  return made.language === page.lang && keys.every((key) => (wanted[key] ?? null) === (made[key] ?? null))
    && (wanted.crs ?? null) === (made.crs ?? null) && Boolean(wanted.addresses) === made.addresses
    && JSON.stringify(wanted.groups) === JSON.stringify(made.groups);
}
