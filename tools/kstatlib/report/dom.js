"use strict";
/* What all parts use: elements, numbers, tables that can be sorted. */

const DATA = JSON.parse(document.getElementById("data").textContent);
const MINUS = "\u2212", NONE = "\u2013";

/* An element with attributes and children; on* attributes are listeners. */
function make(name, attributes, ...children) {
  const node = name.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4))
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("aria-")) node.setAttribute(key, String(value));
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

/* 88866 as "88 866", with a narrow space that does not break. */
function number(value) {
  if (value === null || value === undefined) return NONE;
  if (typeof value !== "number") return String(value);
  const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return (value < 0 ? MINUS : "") + digits;
}

function signed(value) {
  return value > 0 ? "+" + number(value) : value === 0 ? "\u00b10" : number(value);
}

function count(list, what) { return `${list.length} ${what}${list.length === 1 ? "" : "s"}`; }

/* A name of an option, which may be broken after each underscore. */
function breakable(name) {
  return name.split(/(?<=_)/).flatMap((word, index) => index ? [make("wbr"), word] : [word]);
}

function share(part, whole) {
  return whole ? (100 * part / whole).toFixed(1) + " %" : NONE;
}

function select(label, options, value, change) {
  const field = make("select", {"aria-label": label, onchange: event => change(event.target.value)},
    options.map(([key, text]) => make("option", {value: key, selected: key === value}, text)));
  return make("label", {}, label, field);
}

function checkbox(label, checked, change) {
  return make("label", {}, make("input", {type: "checkbox", checked,
    onchange: event => change(event.target.checked)}), label);
}

/* Buttons of which one is pressed. */
function chips(label, options, value, change) {
  return make("div", {class: "chips", role: "group", "aria-label": label},
    options.map(([key, text]) => make("button", {type: "button", "aria-pressed": key === value,
      onclick: () => change(key), "data-key": key}, text)));
}

/*
 * A table that is sorted by a click on a column's head.
 *   columns: {title, unit, numeric, value(row), cell(row) (content, by default the value)}
 *   sort: {column, down}, changed by the user and kept by the caller.
 */
function table(caption, columns, rows, sort, options) {
  const holder = make("div", {class: "scroll" + (options?.tall ? " tall" : ""), tabindex: 0,
    role: "region", "aria-label": caption});
  const draw = focus => {
    const column = columns[sort.column];
    const ordered = column ? [...rows].sort((a, b) =>
      compareValues(column.value(a), column.value(b), sort.down)) : rows;
    const body = make("tbody", {});
    for (const row of ordered) body.append(...tableRow(columns, row, options));
    holder.replaceChildren(make("table", {},
      make("caption", {}, caption), make("thead", {}, make("tr", {},
        columns.map((each, index) => headCell(each, index, sort, draw)))), body));
    if (focus !== undefined) holder.querySelectorAll("button.sort")[focus]?.focus();
  };
  draw();
  return holder;
}

function headCell(column, index, sort, draw) {
  const unit = column.unit ? make("span", {class: "unit"}, " " + column.unit) : null;
  const active = sort.column === index;
  const press = () => {
    sort.down = active ? !sort.down : Boolean(column.numeric);
    sort.column = index;
    draw(index);
  };
  return make("th", {scope: "col", class: column.numeric ? "number" : "",
    "aria-sort": active ? (sort.down ? "descending" : "ascending") : "none"},
    make("button", {type: "button", class: "sort", onclick: press}, column.title,
      unit));
}

function tableRow(columns, row, options) {
  const cells = columns.map((column, index) => {
    const value = column.value(row);
    const content = column.cell ? column.cell(row) : number(value);
    const classes = [column.numeric ? "number" : "", column.class ? column.class(row) : ""];
    return make(index ? "td" : "th", {scope: index ? null : "row",
      class: classes.join(" ").trim() || null, "data-value": value ?? ""}, content);
  });
  const line = make("tr", {class: options?.rowClass?.(row) || null,
    "data-name": options?.name?.(row) ?? null}, cells);
  const detail = options?.detail?.(row);
  return detail ? [line, make("tr", {class: "detail"},
    make("td", {colspan: columns.length}, make("div", {class: "inside"}, detail)))] : [line];
}

/* Missing values come last, whichever way round. */
function compareValues(a, b, down) {
  const missing = value => value === null || value === undefined || value === "";
  if (missing(a) || missing(b)) return missing(a) - missing(b);
  const order = typeof a === "number" && typeof b === "number" ? a - b
    : String(a).localeCompare(String(b), "en", {numeric: true});
  return down ? -order : order;
}

const tip = document.getElementById("tip");

function showTip(text, x, y) {
  tip.textContent = text;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = Math.min(x + 14, innerWidth - box.width - 6);
  const top = y + 18 + box.height > innerHeight ? y - box.height - 10 : y + 18;
  tip.style.transform = `translate(${Math.max(left, 4)}px, ${Math.max(top, 4)}px)`;
}

function hideTip() { tip.hidden = true; }

/* The listeners of something that explains itself by pointing at it or by the keyboard. */
function tipped(text) {
  return {
    onmousemove: event => showTip(text, event.clientX, event.clientY),
    onmouseleave: hideTip,
    onfocus: event => {
      const box = event.target.getBoundingClientRect();
      showTip(text, box.left, box.top + Math.min(box.height, 24));
    },
    onblur: hideTip,
  };
}

function presetNames() { return DATA.presets.map(preset => [preset.name, preset.name]); }
function presetOf(name) { return DATA.presets.find(preset => preset.name === name); }
