// Result of a call: tabs with fields, text, tables, Markdown, JSON and code; refusals explained.

import { ask, page, session } from "./api.js";
import { colour, score } from "./confidence.js";
import { announce, copyButton, download, facts, h, show, smallButton } from "./dom.js";
import { base64 } from "./input.js";

const LONG = 300;
const START = "Choose an image and press Recognize.";

// What each tab shows of a reading; it is empty for a refusal.
const VIEWS = {
  Fields: ({ fields }) => fields?.length && list(fields),
  Text: ({ lines, text }) => lines?.length && [copyBar(text), list(lines)],
  Tables: ({ tables }) => tables?.length && tables.map(grid),
  Markdown: ({ markdown }) => markdown && [copyBar(markdown), pre(markdown, "Markdown")],
  JSON: body,
  Code: snippets,
};
const NAMES = Object.keys(VIEWS);

const note = h("div");
const tabs = NAMES.map((name) =>
  h(`button#tab-${name}`, { type: "button", role: "tab", "aria-controls": "panel", onclick: () => choose(name) }));
const bar = h("div.tabs", { role: "tablist", "aria-label": "Result", onkeydown: key }, tabs);
const panel = h("div.panel#panel", { role: "tabpanel", tabIndex: 0 });
const downloads = h("div.downloads");
export const element = h("div.results", note, bar, panel, downloads);

// What is shown; `call` is null before the first one.
let [call, outcome, reading, example] = [null, null, null, false];
let chosen = "Fields";
const rows = new Map();
let [hover, select] = [];

// Call `onhover` and `onselect` with the item of a row.
export function start(onhover, onselect) {
  [hover, select] = [onhover, onselect];
  clear();
}

// Show the state before a call, with a notice if there is one.
export function clear(notice) {
  call = reading = null;
  show(note, notice && h("p.notice.warn", notice));
  render();
}

// Show that a call is under way.
export function wait() {
  show(note, h("p.notice", h("progress"), " Reading…"));
}

// Show what came back; returns the reading, null for a refusal, and the items with a place.
export async function present(made, received) {
  const { status, source, broken, violation, json, ms, requestId } = received;
  const told = { status, source, broken, violation, prefer: made.prefer, response: json };
  const found = await ask("playground/reading", told);
  [call, outcome, { reading, example }] = [made, received, found];
  const { level, title, text, facts: details } = found.notice;
  const { fields, lines, areas, tables } = reading ?? { fields: [], lines: [], areas: [], tables: [] };
  const placed = [fields, lines, areas, tables.flatMap(({ cells }) => cells)].flat().filter(({ points }) => points);
  show(note,
    h(`div.notice.${level}`, h("b", title), ` ${text}`, details.length > 0 && facts(details)),
    reading && h("p.facts", `${Math.round(ms)} ms · request id ${requestId}${placed.length ? "" : " · the response has no positions"}`));
  choose(!reading ? "JSON" : tables.length ? "Tables" : fields.length ? "Fields" : "Text");
  // Positions of an example belong to another image.
  return { reading, example, boxes: example ? [] : placed };
}

// Mark the row of an item. `kind` is `hover` or `selected`.
export function mark(item, kind) {
  panel.querySelector("." + kind)?.classList.remove(kind);
  const row = rows.get(item);
  row?.classList.add(kind);
  if (kind === "selected") row?.scrollIntoView({ block: "nearest" });
}

// Open the tab that lists an item.
export function reveal(item) {
  if (rows.has(item)) return;
  const { fields, lines, tables } = reading;
  if (fields.includes(item)) choose("Fields");
  else if (lines.includes(item)) choose("Text");
  else if (tables.some(({ cells }) => cells.includes(item))) choose("Tables");
}

function choose(name) {
  chosen = name;
  render();
}

function key(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = (NAMES.indexOf(chosen) + step) % NAMES.length;
  choose(NAMES.at(next));
  tabs.at(next).focus();
}

function render() {
  const counts = [reading?.fields, reading?.lines, reading?.tables];
  tabs.forEach((tab, i) => {
    const current = NAMES[i] === chosen;
    show(tab, [NAMES[i], counts[i]?.length].filter(Boolean).join(" "));
    tab.setAttribute("aria-selected", current);
    tab.tabIndex = current ? 0 : -1;
  });
  bar.hidden = !call;
  panel.setAttribute("aria-labelledby", `tab-${chosen}`);
  rows.clear();
  show(panel, call ? VIEWS[chosen](reading ?? {}) || empty(`${chosen}: nothing in this response.`) : empty(START));
  show(downloads, reading && files());
}

// Return an element that is linked with the polygon of an item, both ways.
function linked(item, spec, props, ...children) {
  const node = h(spec, { ...props, onclick: () => select(item), onpointerenter: () => hover(item), onpointerleave: () => hover(null) }, children);
  rows.set(item, node);
  return node;
}

// One tab stop for the whole list; the arrow keys move in it.
const list = (items) => h("ul.rows", { onkeydown: move }, items.map((item, i) => h("li",
  linked(item, "button.row", { type: "button", tabIndex: i ? -1 : 0, onfocus: () => hover(item) },
    item.name && h("span.name", item.name), h("span.value", valueOf(item)), h(`span.score.${colour(item)}`, score(item))),
  item.data && fileOf(item))));

function move(event) {
  const side = { ArrowDown: "nextSibling", ArrowUp: "previousSibling" }[event.key];
  const row = event.target.closest(".row");
  const next = side && row?.parentNode[side]?.firstChild;
  if (!next) return;
  event.preventDefault();
  row.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function grid({ cells }, index) {
  const lines = [];
  for (const cell of [...cells].sort((a, b) => a.row - b.row || a.column - b.column)) {
    (lines[cell.row] ??= h("tr")).append(linked(cell, "td", { rowSpan: cell.rows, colSpan: cell.columns }, cell.text));
  }
  return h("div.scroll", { tabIndex: 0, role: "region", "aria-label": `Table ${index + 1}` }, h("table.grid", Array.from(lines, (line) => line ?? h("tr"))));
}

function body() {
  const { json, text } = outcome;
  return json ? [copyBar(JSON.stringify(json, null, 2)), pre(brief(json), "JSON")] : pre(text || "There is no body.", "Body");
}

function snippets() {
  const place = h("div", empty("Writing the code…"));
  const { operation, region, options, file, url, sample } = call;
  ask("playground/snippets", { operation: operation.name, region, options, file, url, sample })
    .then((found) => show(place, Object.entries(found).map(([name, text]) => [copyBar(text, name), pre(text, name)])))
    .catch((error) => show(place, empty(error.message)));
  return place;
}

function files() {
  const stem = call.file.replace(/\.[^.]*$/, "") || "result";
  const own = { json: JSON.stringify(outcome.json, null, 2), ...reading.files };
  const installed = session.exports.filter(({ suffix }) => !(suffix.slice(1) in own));
  return [h("span.muted", "Download"),
    Object.entries(own).map(([name, content]) => smallButton(name, () => download(`${stem}.${name}`, content))),
    installed.map((form) => smallButton(form.name, () => save(form, stem)))];
}

async function save({ name, suffix, needs_image }, stem) {
  const { operation, image, file, page: number } = call;
  const order = { operation: operation.name, response: outcome.json, source: file || "image", example };
  if (number) order.page = number;
  try {
    if (needs_image && image) order.image = await base64(image);
    download(stem + suffix, await (await page(`exports/${name}`, JSON.stringify(order))).blob());
  } catch (error) {
    show(note, h("p.notice.bad", error.message));
    announce(error.message);
  }
}

// Return JSON to look at: long texts, which are files in Base64, are cut.
export const brief = (value) =>
  JSON.stringify(value, (_, text) => (typeof text === "string" && text.length > LONG ? `${text.slice(0, 60)}… (${text.length} characters)` : text), 2);

const empty = (text) => h("p.empty", text);
const pre = (text, label) => h("pre", { tabIndex: 0, role: "region", "aria-label": label }, text);
const copyBar = (text, name) => h("div.bar", name ? h("h2", name) : h("span"), copyButton(text, name && `Copy ${name}`));

const valueOf = ({ data, alarm, text }) => (data ? "(file)" : alarm ? "⚠ found" : alarm === false ? "✓ not found" : text || "—");

function fileOf({ data, name }) {
  const type = data.startsWith("iVBOR") ? "png" : data.startsWith("/9j/") ? "jpeg" : "";
  if (type) return h("img.portrait", { src: `data:image/${type};base64,${data}`, alt: name });
  return smallButton("Download", () => download(`${name}.xlsx`, Uint8Array.fromBase64(data)));
}
