// One sentence at the bottom of the map, with at most one action, for a few seconds.

import { byId, el, fill } from "geoapp/dom";

const STAYS_MS = 8000;
let timer = 0;

/** Shows a toast; `action` is {text, run}. A toast with an action that is needed stays. */
export function toast(text, { action = null, stay = false } = {}) {
  const host = byId("toast");
  clearTimeout(timer);
  const box = el("div", { cls: "toast" }, el("span", { text }));
  if (action) {
    const button = el("button", { type: "button", text: action.text });
    button.addEventListener("click", () => {
      hideToast();
      action.run();
    });
    box.append(button);
  }
  fill(host, box);
  if (!stay) timer = setTimeout(hideToast, STAYS_MS);
}

export function hideToast() {
  clearTimeout(timer);
  fill(byId("toast"));
}
