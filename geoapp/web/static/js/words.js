// Words come from the catalogues, through the page's settings; a missing key is an error, so that tests find it.

import { page } from "geoapp/page";
import { number } from "geoapp/format";

/** Returns the sentence js.<key> with its {placeholders} filled; numbers are written the reader's way. */
export function t(key, values = {}) {
  const sentence = page.words[`js.${key}`];
  if (sentence === undefined) throw new Error(`no words for js.${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
}

/** Tells whether the catalogues hold js.<key>. */
export const has = (key) => page.words[`js.${key}`] !== undefined;

const shown = (value) => (typeof value === "number" ? number(value) : String(value ?? ""));
