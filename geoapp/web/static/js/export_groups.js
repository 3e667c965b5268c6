// The choice of groups for an atlas: all, or the ones ticked.

import { ask, cancel } from "geoapp/desk_dialog";
import { el } from "geoapp/dom";
import { page } from "geoapp/page";
import { t } from "geoapp/words";

/** Resolves to the ids chosen (none: all groups), or to null when it was left. */
export async function chooseGroups(chosen) {
  const boxes = page.exports.groups.map(({ id, name }) => {
    const input = el("input", { type: "checkbox", value: id, checked: !chosen.length || chosen.includes(id) });
    return [input, el("label", { cls: "check" }, input, el("span", { text: name }))];
  });
  const every = (on) => boxes.forEach(([input]) => { input.checked = on; });
  const link = (key, on) => {
    const button = el("button", { type: "button", cls: "link", text: t(key) });
    button.addEventListener("click", () => every(on));
    return button;
  };
  const picked = () => boxes.filter(([input]) => input.checked).map(([input]) => input.value);
  const answer = await ask({
    title: t("export.groups.title"),
    body: [
      el("p", { cls: "row" }, link("export.groups.tick-all", true), link("export.groups.tick-none", false)),
      el("div", { cls: "group-boxes" }, ...boxes.map(([, label]) => label)),
    ],
    actions: [cancel(), { text: t("export.groups.use"), value: true, tone: "main" }],
    check: () => (picked().length ? null : t("export.groups.none")),
  });
  if (answer !== true) return null;
  return picked().length === boxes.length ? [] : picked();
}
