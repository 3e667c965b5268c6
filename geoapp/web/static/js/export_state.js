// An order's state in words: its tag, what it is doing, how large and how old its file is.

import { el, vars } from "geoapp/dom";
import { date, number, percent } from "geoapp/format";
import { t } from "geoapp/words";

const TONES = { waiting: "plain", running: "info", done: "ok", failed: "bad", interrupted: "bad", cancelled: "plain", gone: "plain" };
const MB = 1_000_000;

/** The share that is done, or null where an order has one piece. */
export const shareDone = ({ progress }) => (progress?.total > 1 ? progress.done / progress.total : null);

export function tagOf(order) {
  const share = order.state === "running" ? shareDone(order) : null;
  const old = order.plan_changed ? "export.state.plan-changed" : "export.state.stale";
  const words = t(order.stale ? old : `export.state.${order.state}`);
  return el("span", { cls: `tag ${order.stale ? "caution" : TONES[order.state]}`, text: share === null ? words : `${words} · ${percent(share, 0)}` });
}

/** What an order is doing, or what became of it, in one line. */
export function lineOf(order) {
  if (order.state === "waiting") return order.ahead ? t("export.waiting", { n: order.ahead }) : t("export.waiting.next");
  if (order.state === "running") return drawing(order);
  if (order.file) return [size(order.file.bytes), pages(order.file.pages), time(order.created)].filter(Boolean).join(" · ");
  return order.problem?.detail ?? t(`export.line.${order.state}`);
}

function drawing({ progress }) {
  if (!(progress?.total > 1)) return t("export.drawing");
  const { done, total } = progress;
  return done === total ? t("export.drawing.ends") : t("export.drawing.page", { page: done + 1, total });
}

export const size = (bytes) => (bytes >= MB ? `${number(bytes / MB, 1)} MB` : `${number(Math.max(1, Math.round(bytes / 1000)))} kB`);

const pages = (n) => (n > 1 ? t("export.pages", { n }) : null);

/** "26/11/2026 14:05", by this computer's clock. */
export function time(iso) {
  const at = new Date(iso);
  const two = (value) => String(value).padStart(2, "0");
  return `${date(`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A bar for an order that is being made; one without a share moves along by words alone. */
export function bar(order) {
  const share = shareDone(order);
  const node = el("span", {
    cls: share === null ? "prog unknown" : "prog", role: "progressbar", "aria-label": order.title,
    ...(share === null ? {} : { "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(Math.round(100 * share)) }),
  });
  return vars(node, { "--v": share === null ? 0 : 100 * share });
}
