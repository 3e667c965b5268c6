// When there is nothing yet, or something failed: say what, and what to do.

import { el, fill } from "geoapp/dom";
import { page } from "geoapp/page";
import { t } from "geoapp/words";

const NEEDED = ["fire_points", "residential_groups", "buildings", "alleys"];

/** The panel lists what a ward needs; the box says how to begin, low on the map where something is drawn. */
export function showEmpty(panel, box) {
  panel.removeAttribute("aria-busy");
  const rows = NEEDED.map((name) => {
    const there = page.layers.includes(name);
    return el("li", {}, el("b", { text: t(`needs.${name}`) }),
      el("span", { cls: there ? "tag ok" : "tag plain", text: t(there ? "needs.there" : "needs.missing") }),
      el("small", { text: t(`needs.${name}.what`) }));
  });
  fill(panel, el("h2", { text: t("empty.title") }), el("p", { cls: "small", text: t("empty.what") }),
    el("h2", { cls: "later", text: t("needs") }), el("ul", { cls: "needs" }, ...rows));
  const begun = NEEDED.some((name) => page.layers.includes(name));
  fill(box, el("div", { cls: begun ? "empty low" : "empty" }, el("div", { cls: "box" },
    el("h2", { text: t(begun ? "empty.go-on" : "empty.start") }), el("p", { cls: "small", text: t("empty.how") }),
    el("code", { text: `geoapp check ${page.ward.id}` }))));
}

/** What failed, in the server's words where it gave some, and a button to try again. */
export function showFailure(panel, table, error, retry) {
  panel.removeAttribute("aria-busy");
  const again = el("button", { type: "button", cls: "btn main", text: t("failed.retry") });
  again.addEventListener("click", retry);
  fill(table);
  fill(panel, el("div", { cls: "failure", role: "alert" }, el("h2", { text: t("failed.title") }),
    el("p", { text: error.sentence || t("failed.why") }), again));
}
