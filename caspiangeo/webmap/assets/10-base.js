"use strict";

/**
 * The one global name of the page: every file adds its part to it.
 * The files are joined in the order of their names.
 */
const cg = {};

/** Shorthands for the data block and for the words of the page. */
cg.data = null;
cg.word = function (key) {
  const found = cg.data.words[key];
  return found === undefined ? key : found;
};

/** The words of a sentence with {places} filled in. */
cg.say = function (key, values) {
  return cg.word(key).replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole
  );
};

/**
 * Make an HTML element. Children are elements or texts; a text is always set as text and never
 * read as HTML, whatever a name or a title of the data holds.
 */
cg.el = function (tag, attributes, ...children) {
  return cg.fill(document.createElement(tag), attributes, children);
};

/** Make an SVG element, by the same rule. */
cg.svg = function (tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  return cg.fill(element, attributes, children);
};

cg.fill = function (element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children.flat(3)) {
    if (child !== null && child !== undefined) {
      element.append(child);
    }
  }
  return element;
};

/** A link, if the address is one of the web; else its text alone. */
cg.link = function (text, url) {
  if (!/^https?:\/\/[^\s]+$/i.test(url || "")) {
    return cg.el("span", { class: "no-link" }, text);
  }
  const hint = cg.el("span", { class: "visually-hidden" }, " " + cg.word("opens"));
  return cg.el(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer" },
    text,
    hint
  );
};

/** A button that calls back. */
cg.button = function (attributes, label, whenPressed) {
  const button = cg.el("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", whenPressed);
  return button;
};

/** Tell every part of the page that something has changed. */
cg.listeners = {};
cg.on = function (what, listener) {
  (cg.listeners[what] ||= []).push(listener);
};
cg.tell = function (what, detail) {
  (cg.listeners[what] || []).forEach((listener) => listener(detail));
};
