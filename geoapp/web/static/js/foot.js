// The foot of the panel: the table as a file, which points count, and how old the data are.

import { el, fill } from "geoapp/dom";
import { date } from "geoapp/format";
import { page } from "geoapp/page";
import { icon } from "geoapp/symbols";
import { t } from "geoapp/words";

/** Draws the foot; `onPoint(id)` shows a point that does not count. */
export function showFoot(host, coverage, { csv, onPoint }) {
  const open = host.querySelector("details")?.open ?? false;
  const excluded = coverage.excluded ?? [];
  const usable = (coverage.facilities ?? []).length;
  const words = t("foot.usable", { usable, total: usable + excluded.length });
  fill(
    host,
    csv ? el("a", { cls: "with-icon", href: csv, download: "" }, icon("download", 16), t("foot.csv")) : null,
    excluded.length ? excludedList(words, excluded, open, onPoint) : el("p", { text: words }),
    el("p", { text: t("foot.data", { date: date(page.ward.updated), version: page.ward.version }) }),
  );
}

function excludedList(words, excluded, open, onPoint) {
  const rows = excluded.map(({ id, reason }) => {
    const button = el("button", { type: "button", cls: "link", text: String(id) });
    button.addEventListener("click", () => onPoint(String(id)));
    return el("li", {}, button, `: ${reason}`);
  });
  return el("details", { open }, el("summary", { text: words }), el("ul", {}, ...rows));
}
