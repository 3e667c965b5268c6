// Where the parts stand: on a wide screen the curve and the variants lie in a drawer over the map, on a phone in the sheet.

import { byId, narrow } from "geoapp/dom";
import { t } from "geoapp/words";

const LOW_PX = 760; // below this height the drawer starts closed: the map comes first
const KEPT = "geoapp.plan.drawer";

/** Wires the drawer and moves its sections; `onRoom()` is called when the free part of the map has changed. */
export class Layout {
  constructor(onRoom) {
    Object.assign(this, { onRoom, drawer: byId("drawer"), button: byId("drawer-toggle"), last: null });
    this.button.addEventListener("click", () => this.open(this.drawer.classList.contains("closed")));
    matchMedia("(max-width: 760px)").addEventListener("change", () => this.arrange());
    this.open(kept() ?? innerHeight >= LOW_PX, { tell: false });
    this.arrange();
    new ResizeObserver(() => this.measure()).observe(this.drawer);
  }

  arrange() {
    const home = narrow() ? byId("sheet-slot") : byId("drawer-body");
    home.append(byId("curve-section"), byId("variant-section"));
    if (narrow()) byId("panel-body").insertBefore(byId("save-bar"), byId("place-section"));
    else byId("panel").append(byId("save-bar"));
    for (const name of ["settings-section", "rules-section"]) byId(name).open = !narrow();
    this.measure();
  }

  open(yes, { tell = true } = {}) {
    this.drawer.classList.toggle("closed", !yes);
    this.button.setAttribute("aria-expanded", String(yes));
    byId("drawer-body").hidden = !yes;
    this.button.querySelector("span:last-child").textContent = t(yes ? "plan.drawer.close" : "plan.drawer.open");
    this.measure();
    if (!tell) return;
    try {
      localStorage.setItem(KEPT, yes ? "open" : "closed");
    } catch {
      // no storage: the choice holds for this page
    }
    this.onRoom();
  }

  /** The controls of the map stand above the drawer. */
  measure() {
    const height = narrow() ? 0 : this.drawer.offsetHeight + 30;
    if (height === this.last) return;
    this.last = height;
    document.documentElement.style.setProperty("--drawer", `${height}px`);
  }
}

function kept() {
  try {
    const word = localStorage.getItem(KEPT);
    return word === null ? null : word === "open";
  } catch {
    return null;
  }
}
