// Questions that stop the page: a loss to confirm, a name to give, the officer's code. Focus goes to the safe answer.

import { el } from "geoapp/dom";
import { signIn } from "geoapp/plan_api";
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

const cancel = () => ({ text: t("plan.cancel"), value: null });

/** Asks whether to lose something; resolves to true or false. */
export async function confirm({ title, text, yes, tone = "danger" }) {
  return (await ask({ title, body: [el("p", { text })], actions: [cancel(), { text: yes, value: true, tone: tone === "danger" ? "danger" : "main" }] })) === true;
}

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

/** Asks for the officer's code; resolves to whether the caller may edit now. */
export async function signInDialog() {
  const input = el("input", { type: "password", id: "officer-code", autocomplete: "current-password", autofocus: true, required: true });
  const answer = await ask({
    title: t("plan.officer.title"),
    body: [el("p", { text: t("plan.officer.why") }), el("label", { for: input.id, text: t("plan.officer.code") }), input],
    actions: [cancel(), { text: t("plan.officer.enter"), value: true, tone: "main" }],
    check: async () => {
      try {
        await signIn(input.value.trim());
        return null;
      } catch (error) {
        if (error.url === undefined) throw error;
        input.value = "";
        return error.sentence || t("plan.gone");
      }
    },
  });
  return answer === true;
}

/** Runs a change; where the server wants the officer, asks for the code and tries once more. Null: given up. */
export async function asOfficer(run) {
  try {
    return await run();
  } catch (error) {
    if (error.status !== 403 || error.body.code !== "officer-needed") throw error;
    return (await signInDialog()) ? run() : null;
  }
}

