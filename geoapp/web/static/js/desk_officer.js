// The officer's code: asked for where the server wants it, then the change is tried once more.

import { ask, cancel } from "geoapp/desk_dialog";
import { call } from "geoapp/desk_wire";
import { el } from "geoapp/dom";
import { page } from "geoapp/page";
import { t } from "geoapp/words";

const signIn = (code) => call("POST", page.urls.officer, { code });

/** Asks for the officer's code; resolves to whether the caller may edit now. */
export async function signInDialog() {
  const input = el("input", { type: "password", id: "officer-code", autocomplete: "current-password", autofocus: true, required: true });
  const answer = await ask({
    title: t("desk.officer.title"),
    body: [el("p", { text: t("desk.officer.why") }), el("label", { for: input.id, text: t("desk.officer.code") }), input],
    actions: [cancel(), { text: t("desk.officer.enter"), value: true, tone: "main" }],
    check: async () => {
      try {
        await signIn(input.value.trim());
        return null;
      } catch (error) {
        if (error.url === undefined) throw error;
        input.value = "";
        return error.sentence || t("desk.gone");
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
