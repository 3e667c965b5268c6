// Symbols of the map (one truth: symbology.py) and line icons of the controls, as SVG elements.

import symbology from "geoapp/symbology";
import { svgEl } from "geoapp/dom";

const BOX = "0 0 24 24";
const NUMBER_AT = { x: 12, y: 16.2 };
const ICONS = {
  map: "M9 4 3 6.5v13L9 17l6 2.5 6-2.5v-13L15 6.5zM9 4v13M15 6.5v13",
  groups: "M4 20v-8l5-4 5 4v8zM14 20V9l3-2.5L20 9v11zM8 20v-4h2v4",
  plan: "M12 3 20 11l-8 8-8-8zM12 8v6M9 11h6",
  exports: "M6 3h8l4 4v14H6zM14 3v4h4M12 11v6M9.5 14.5 12 17l2.5-2.5",
  layers: "M12 4 3 9l9 5 9-5zM4 13.5 12 18l8-4.5",
  phone:
    "M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3c0 1.5-1 2.5-2.5 2.5C10.5 20.5 3.5 13.5 3.5 6 3.5 4.5 4.5 3.5 6 3.5z",
  close: "M6 6l12 12M18 6 6 18",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21",
  check: "M5 12.5 10 17.5 19.5 7",
  info: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v6M12 7.2v.6",
  warn: "M12 3.5 22 20.5H2zM12 10v5M12 17.3v.5",
  print: "M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z",
  locate: "M12 2v4M12 18v4M2 12h4M18 12h4M12 6a6 6 0 1 1 0 12 6 6 0 0 1 0-12z",
  download: "M12 4v11M7.5 10.5 12 15l4.5-4.5M4 16v4h16v-4",
  arrow: "M12 21V4M6 10l6-6 6 6",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM14 19h1M19 14h1",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  home: "M4 11l8-7 8 7M6 10v10h12V10",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  left: "M14.5 6 8.5 12l6 6",
  right: "M9.5 6l6 6-6 6",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
};

function box(size) {
  return svgEl("svg", { viewBox: BOX, width: size, height: size, "aria-hidden": "true", focusable: "false" });
}

function pathOf({ d, fill, line, line_width: width }) {
  const drawn = line && line !== "none";
  return svgEl("path", {
    d,
    fill: fill || "none",
    stroke: drawn ? line : null,
    "stroke-width": drawn ? width : null,
    "stroke-linejoin": "round",
  });
}

/** Returns a symbol of the map; a number stands on the plate of a group or replaces a proposed site's plus. */
export function symbol(name, size = 24, label = null) {
  const svg = box(size);
  svg.classList.add("symbol", `symbol-${name}`);
  const paths = symbology.symbols[name];
  const shown = label !== null && name === "proposed" ? paths.slice(0, 1) : paths;
  svg.append(...shown.map(pathOf));
  if (label !== null) svg.append(numberOn(String(label)));
  return svg;
}

function numberOn(label) {
  const text = svgEl("text", { ...NUMBER_AT, "text-anchor": "middle", class: label.length > 2 ? "symnum long" : "symnum" });
  text.textContent = label;
  return text;
}

/** Returns a line icon in the colour of its text. */
export function icon(name, size = 20) {
  const svg = box(size);
  svg.classList.add("ico");
  svg.append(
    svgEl("path", {
      d: ICONS[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.8,
      "stroke-linejoin": "round",
      "stroke-linecap": "round",
    }),
  );
  return svg;
}
