// Numbers, shares, lengths and dates, as i18n.py writes them.

import { page } from "geoapp/page";

const GAP = "\u00a0";
const DASH = "–";
const vietnamese = page.lang !== "en";
const locale = vietnamese ? "vi-VN" : "en-GB";
const formatters = new Map();

function formatter(decimals) {
  if (!formatters.has(decimals)) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    formatters.set(decimals, new Intl.NumberFormat(locale, digits));
  }
  return formatters.get(decimals);
}

const missing = (value) => value == null || !Number.isFinite(value);

export const number = (value, decimals = 0) => (missing(value) ? DASH : formatter(decimals).format(value));

/** A count that may be an estimate with decimals: whole numbers on screen. */
export const count = (value) => number(missing(value) ? value : Math.round(value));

/** A share of 0 to 1 as "29,6 %" (vi, no-break space) or "29.6%" (en). */
export const percent = (share, decimals = 1) =>
  missing(share) ? DASH : `${number(100 * share, decimals)}${vietnamese ? GAP : ""}%`;

export const metres = (value, decimals = 0) => (missing(value) ? DASH : `${number(value, decimals)}${GAP}m`);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** An ISO day as "23/11/2026" (vi) or "23 Nov 2026" (en). */
export function date(iso) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  if (!match) return DASH;
  const [, year, month, day] = match;
  return vietnamese ? `${day}/${month}/${year}` : `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** Lower-case text without any mark, so that search ignores accents. */
export const fold = (text) =>
  String(text).toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").trim();

const collator = new Intl.Collator("vi", { numeric: true });
export const compare = (a, b) => collator.compare(String(a), String(b));
