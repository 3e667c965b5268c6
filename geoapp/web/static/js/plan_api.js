// Calls of the planner.

import { call } from "geoapp/desk_wire";
import { page } from "geoapp/page";

const at = (name, values = {}) => page.urls.plan[name].replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(values[key]));

function withQuery(base, pairs) {
  const url = new URL(base, location.href);
  for (const [key, value] of Object.entries(pairs)) url.searchParams.set(key, value);
  return url.href;
}

export const whatIf = (wish, signal) => call("POST", at("what_if"), wish, { signal });
export const areasAfter = (wish, gaps) => call("POST", withQuery(at("areas"), { gaps: gaps ? "yes" : "no" }), wish);
export const propose = (wish) => call("POST", at("propose"), wish);
export const curve = (wish) => call("POST", at("curve"), wish);
export const job = (id) => call("GET", at("job", { job: id }));
export const stopJob = (id) => call("DELETE", at("job", { job: id }));
export const variants = () => call("GET", at("plans"));
export const createVariant = (variant) => call("POST", at("plans"), variant);
export const changeVariant = (id, variant) => call("PUT", at("plan", { plan: id }), variant);
export const deleteVariant = (id) => call("DELETE", at("plan", { plan: id }));
export const adopt = (id) => call("POST", at("adopt", { plan: id }));
export const takeBack = (id) => call("DELETE", at("adopt", { plan: id }));
export const resilience = ({ radius, metric, weight }) => call("GET", withQuery(at("resilience"), { radius, metric, weight }));
export const fileOf = (id, format) => withQuery(at("plan", { plan: id }), { format });
