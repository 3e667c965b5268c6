// Small helpers to build elements. Text always enters through textContent.

const SVG = "http://www.w3.org/2000/svg";

/** Returns an element with class, text and attributes; null and false attributes are left out. */
export function el(tag, { cls, text, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text != null) node.textContent = text;
  setAttributes(node, attributes);
  node.append(...children.filter((child) => child != null));
  return node;
}

/** Returns an SVG element. */
export function svgEl(tag, attributes = {}) {
  const node = document.createElementNS(SVG, tag);
  setAttributes(node, attributes);
  return node;
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value != null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
}

/** Sets custom properties through CSSOM, which the style policy allows. */
export function vars(node, properties) {
  for (const [name, value] of Object.entries(properties)) node.style.setProperty(name, value);
  return node;
}

/** Replaces the children of `node`. */
export function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child != null));
  return node;
}

/** Returns the element with this id, or null. */
export const byId = (id) => document.getElementById(id);

export const coarse = () => matchMedia("(pointer: coarse)").matches;
export const narrow = () => matchMedia("(max-width: 760px)").matches;
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
