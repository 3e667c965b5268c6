// How things are called in sentences: points, water sources, groups. Values of choice fields come from the catalogues.

import { has, t } from "geoapp/words";

/** The catalogue's word for a choice value, or the value itself. */
export function word(field, value) {
  if (value == null || value === "") return "";
  const key = `choice.${field}.${value}`;
  return has(key) ? t(key) : String(value);
}

export const pointName = ({ id, properties }) => properties.name || properties.code || id;

export const pointState = ({ properties }, usable) =>
  usable ? t("usable") : properties.status && properties.status !== "active" ? word("status", properties.status) : t("unusable");

export const waterName = ({ properties }) => word("water_kind", properties.kind) || t("water");
export const waterState = ({ properties }) => word("water_status", properties.status);
export const groupName = (group) => group.properties?.name || t("group", { number: String(group.number) });
