// Questions that stop the page: a loss to confirm, a name to give. Focus goes to the safe answer.

import { el } from "geoapp/dom";
import { t } from "geoapp/words";

/**
 * Shows a dialog and resolves to the chosen action's value, or null when it was left.
 *
 * `actions` are {text, value, tone}; the first is the safe one. `check(value)` may hold the dialog open by answering
 * with a sentence that says why.
 */
export function ask({ title, body = [], actions, check = null, safe = 0 }) {
  const heading = el("h2", { id: "dialog-title", text: title });
  const fault = el("p", { cls: "note bad", role: "alert", hidden: true });
  const buttons = actions.map(({ text, value, tone = "" }) => el("button", { type: tone.includes("main") ? "submit" : "button", cls: `btn ${tone}`, text, value }));
  const form = el("form", { method: "dialog" }, heading, ...body, fault, el("div", { cls: "row dialog-actions" }, ...buttons));
  const dialog = el("dialog", { cls: "ask", "aria-labelledby": "dialog-title" }, form);
  document.body.append(dialog);
  const opener = document.activeElement;
  return new Promise((resolve) => {
    const close = (value) => {
      dialog.close();
      dialog.remove();
      if (opener?.isConnected) opener.focus({ preventScroll: true });
      resolve(value);
    };
    const choose = async (value) => {
      buttons.forEach((button) => { button.disabled = true; });
      const words = value === null ? null : await check?.(value);
      buttons.forEach((button) => { button.disabled = false; });
      if (!words) return close(value);
      fault.hidden = false;
      fault.textContent = words;
      return dialog.querySelector("input")?.focus();
    };
    actions.forEach(({ value }, i) => buttons[i].type === "button" && buttons[i].addEventListener("click", () => choose(value)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      choose(actions.find(({ tone = "" }) => tone.includes("main")).value);
    });
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(null);
    });
    dialog.showModal();
    (dialog.querySelector("input[autofocus]") ?? buttons[safe]).focus();
  });
}

export const cancel = () => ({ text: t("desk.cancel"), value: null });

/** Asks whether to lose something; resolves to true or false. */
export async function confirm({ title, text, yes, tone = "danger" }) {
  return (await ask({ title, body: [el("p", { text })], actions: [cancel(), { text: yes, value: true, tone: tone === "danger" ? "danger" : "main" }] })) === true;
}
