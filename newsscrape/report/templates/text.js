"use strict";
// Text and elements. What comes from records is set as text alone; nothing here reads markup.

// Controls, and the embeddings, overrides and isolates that turn the text around them (as visible.py has them).
const ODD = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]/u;
const ODD_PARTS = new RegExp(`(${ODD.source})`, "u");

/** Text in which odd characters are shown as their code points. */
function shown(text) {
  const value = String(text);
  if (!ODD.test(value)) return document.createTextNode(value);
  const parts = document.createDocumentFragment();
  for (const part of value.split(ODD_PARTS)) {
    if (part.length && ODD.test(part)) {
      parts.append(element("span", { class: "odd" }, "U+" + part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")));
    } else if (part) {
      parts.append(part);
    }
  }
  return parts;
}

/** The same as a string, for attributes. */
function shownInAttribute(text) {
  return String(text).split(ODD_PARTS).map((part) =>
    part && ODD.test(part) ? `⟨U+${part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩` : part).join("");
}

/** An element with attributes and children; children that are strings are text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** Text from outside in an element of its own direction. */
function said(name, text, attributes = {}) {
  return element(name, { dir: "auto", ...attributes }, shown(text));
}

const byId = (id) => document.getElementById(id);
const grouped = (number) => number.toLocaleString("en");
