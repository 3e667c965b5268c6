// The equipment of a fire point, in words: how many of each kind, in which condition.

import { number } from "geoapp/format";
import { word } from "geoapp/names";
import { page } from "geoapp/page";
import { t } from "geoapp/words";

const EXTINGUISHERS = page.extinguishers;
const WORST_LAST = ["good", "low_pressure", "expired", "broken", "missing"];

/** Returns {extinguishers: [{kind, text, fine}], tools: [names], faults: [sentences]} of equipment rows. */
export function kitWords(equipment) {
  const rows = (equipment ?? []).filter((row) => row.quantity > 0);
  const tools = rows.filter((row) => !EXTINGUISHERS.includes(row.kind));
  return {
    extinguishers: EXTINGUISHERS.flatMap((kind) => extinguisher(kind, rows.filter((row) => row.kind === kind))),
    tools: [...new Set(tools.filter(sound).map(toolName))],
    faults: tools.filter((row) => !sound(row)).map((row) => `${toolName(row)}: ${word("condition", row.condition)}`),
  };
}

const sound = ({ condition }) => !condition || condition === "good";

function toolName({ kind, quantity }) {
  const name = word("equipment", kind);
  return quantity > 1 ? `${number(quantity)} ${name}` : name;
}

function extinguisher(kind, rows) {
  if (!rows.length) return [];
  const parts = WORST_LAST.map((condition) => {
    const quantity = rows.filter((row) => (row.condition || "good") === condition).reduce((sum, row) => sum + row.quantity, 0);
    return quantity ? t(`kit.${condition}`, { count: quantity }) : null;
  });
  return [{ kind: word("equipment", kind), text: parts.filter(Boolean).join(", "), fine: rows.every(sound) }];
}
