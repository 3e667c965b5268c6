// Calls of the exports' page.

import { call } from "geoapp/desk_wire";
import { page } from "geoapp/page";

const urls = page.urls.exports;
const at = (name, values) => urls[name].replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(values[key]));

/** Every order that this reader may see; `own` are the ids of orders given from this browser. */
export function orders(own) {
  const url = new URL(urls.all, location.href);
  for (const id of own) url.searchParams.append("job", id);
  return call("GET", url.href);
}

/** `language` is that of the file. */
export function order(wanted, language) {
  const url = new URL(urls.all, location.href);
  url.searchParams.set("lang", language);
  return call("POST", url.href, wanted);
}

export const remove = (id) => call("DELETE", at("one", { order: id }));
export const preview = (wanted) => call("POST", urls.preview, wanted);
export const job = (id) => call("GET", at("job", { job: id }));
