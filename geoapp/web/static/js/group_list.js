// The list of groups: search without accents and order at once, as the server does without this module.

import "geoapp/decorate";
import { byId } from "geoapp/dom";
import { fold } from "geoapp/format";

const WORD = /[a-z0-9]+/g;
const CODE = /[a-z0-9]+(?:[-/.][a-z0-9]+)*/g; // dcc-10-02 is one word beside its parts
const NUMBER = /^(?:to dan pho |to |group )?([0-9]+)$/;
const DESCENDING = ["missing", "kit", "households"];
const body = byId("glist")?.tBodies[0];
const rows = body ? [...body.rows].map((row) => ({ row, words: wordsOf(row.dataset.search) })) : [];

function wordsOf(text) {
  return [...(text.match(WORD) ?? []), ...(text.match(CODE) ?? [])];
}

/** A number alone asks for groups whose number begins so; else every word asked for begins a word of the row. */
function foundRows(query) {
  const number = NUMBER.exec(query);
  const named = number ? rows.filter(({ row }) => row.dataset.number.startsWith(number[1])) : [];
  if (named.length) return named;
  const asked = query.match(CODE) ?? [];
  return rows.filter(({ words }) => asked.every((one) => words.some((word) => word.startsWith(one))));
}

function show() {
  const query = byId("find-text").value;
  const sort = byId("find-sort").value;
  const found = foundRows(fold(query));
  for (const { row } of rows) row.hidden = true;
  for (const { row } of found) row.hidden = false;
  const key = DESCENDING.includes(sort) ? sort : "place";
  const sign = key === "place" ? 1 : -1;
  const value = ({ row }) => Number(row.dataset[key]);
  const place = ({ row }) => Number(row.dataset.place);
  body.append(...[...rows].sort((a, b) => sign * (value(a) - value(b)) || place(a) - place(b)).map(({ row }) => row));
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
