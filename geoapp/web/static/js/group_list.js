// The list of groups: search without accents and order at once, as the server does without this module.

import "geoapp/decorate";
import { byId } from "geoapp/dom";
import { fold } from "geoapp/format";

const WORD = /[a-z0-9]+/g;
const DESCENDING = ["missing", "kit", "households"];
const body = byId("glist")?.tBodies[0];
const rows = body ? [...body.rows].map((row) => ({ row, words: row.dataset.search.match(WORD) ?? [] })) : [];

/** Every word asked for begins a word of the row: 9 finds 9 and 90, not 19. */
function matches({ words }, query) {
  return (fold(query).match(WORD) ?? []).every((asked) => words.some((word) => word.startsWith(asked)));
}

function show() {
  const query = byId("find-text").value;
  const sort = byId("find-sort").value;
  const found = rows.filter((entry) => matches(entry, query));
  for (const { row } of rows) row.hidden = true;
  for (const { row } of found) row.hidden = false;
  const key = DESCENDING.includes(sort) ? sort : "number";
  const sign = key === "number" ? 1 : -1;
  const value = ({ row }) => Number(row.dataset[key]);
  const number = ({ row }) => Number(row.dataset.number);
  body.append(...[...rows].sort((a, b) => sign * (value(a) - value(b)) || number(a) - number(b)).map(({ row }) => row));
  byId("none-found").hidden = found.length > 0;
  byId("glist").hidden = found.length === 0;
  say(query, found.length);
  remember(query, sort);
}

function say(query, count) {
  const { one, many } = byId("found").dataset;
  byId("found").textContent = query ? (count === 1 ? one : many).replace("{n}", String(count)) : "";
}

function remember(query, sort) {
  const url = new URL(location.href);
  set(url, "q", query.trim(), "");
  set(url, "sort", sort, "number");
  history.replaceState(null, "", url);
}

function set(url, key, value, usual) {
  if (value === usual) url.searchParams.delete(key);
  else url.searchParams.set(key, value);
}

if (body) {
  byId("find-go").hidden = true;
  byId("find-text").addEventListener("input", show);
  byId("find-sort").addEventListener("change", show);
  byId("find").addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  byId("find-clear").addEventListener("click", (event) => {
    event.preventDefault();
    byId("find-text").value = "";
    show();
    byId("find-text").focus();
  });
}
document.documentElement.dataset.ready = "true";
