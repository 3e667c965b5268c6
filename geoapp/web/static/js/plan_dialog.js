// Asks for a variant's name.

import { ask, cancel } from "geoapp/desk_dialog";
import { el } from "geoapp/dom";
import { t } from "geoapp/words";

const NAME_LENGTH = 80;
const NOTE_LENGTH = 1000;

/** Asks for a variant's name (and note); resolves to {name, note} or null. */
export async function askName({ title, name, note = null, yes, why = null, check = null }) {
  const input = el("input", { type: "text", id: "variant-name", maxlength: NAME_LENGTH, autocomplete: "off", autofocus: true, required: true });
  input.value = name;
  const area = el("textarea", { id: "variant-note", maxlength: NOTE_LENGTH, rows: 3 });
  area.value = note ?? "";
  const body = [
    why ? el("p", { text: why }) : null,
    el("label", { for: input.id, text: t("plan.variant.name") }), input,
    ...(note === null ? [] : [el("label", { for: area.id, text: t("plan.variant.note") }), area]),
  ];
  const given = () => ({ name: input.value.trim(), note: area.value.trim() });
  const answer = await ask({
    title, body: body.filter(Boolean), actions: [cancel(), { text: yes, value: true, tone: "main" }],
    check: () => (given().name ? check?.(given()) ?? null : t("plan.variant.name-empty")),
  });
  return answer ? given() : null;
}
