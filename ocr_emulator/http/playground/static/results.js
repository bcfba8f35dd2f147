// Result of a call: tabs with fields, text, tables, Markdown, JSON and code; refusals explained.

import { page, session } from "./api.js";
import { level, score } from "./confidence.js";
import { announce, button, copyButton, download, facts, h, show } from "./dom.js";
import { base64 } from "./input.js";

const TABS = ["Fields", "Text", "Tables", "Markdown", "JSON", "Code"];
const LONG = 300;

export class Results {
  #tab = "Fields";
  #rows = new Map();
  #note = h("div");
  #tabs = TABS.map((name) =>
    h(`button#tab-${name}`, { type: "button", role: "tab", "aria-controls": "panel", onclick: () => this.#choose(name) }));
  #bar = h("div.tabs", { role: "tablist", "aria-label": "Result", onkeydown: (event) => this.#key(event) }, this.#tabs);
  #panel = h("div.panel#panel", { role: "tabpanel", tabIndex: 0 });
  #downloads = h("div.downloads");

  // `events.hover` and `events.select` are called with an item of the reading.
  constructor(events) {
    this.events = events;
    this.element = h("div.results", null, this.#note, this.#bar, this.#panel, this.#downloads);
    this.clear();
  }

  // Show the state before a call, with a notice if there is one.
  clear(...notice) {
    this.call = this.reading = this.outcome = null;
    show(this.#note, notice.length ? h("p.notice.warn", null, notice) : null);
    this.#render();
  }

  // Show that a call is under way.
  wait() {
    show(this.#note, h("p.notice", null, h("span.spinner"), "Reading…"));
  }

  // Show what came back; returns the reading, null for an error.
  async show(call, outcome) {
    const { status, source, broken, violation, json, ms, requestId } = outcome;
    const told = { status, source, broken, violation, prefer: call.prefer, response: json };
    const { reading, example, notice } = await (await page("playground/reading", JSON.stringify(told))).json();
    Object.assign(this, { call, outcome, reading, example });
    const placed = reading && [...reading.fields, ...reading.lines, ...reading.areas, ...reading.tables.flatMap(({ cells }) => cells)].filter(({ points }) => points);
    // Positions of an example belong to another image.
    this.boxes = example ? [] : placed;
    show(this.#note,
      h(`div.notice.${notice.level}`, null, h(`b.${notice.level}-text`, null, notice.title), " ", notice.text, notice.facts.length ? facts(notice.facts) : null),
      reading ? h("p.facts", null, `${Math.round(ms)} ms · request id ${requestId}${placed.length ? "" : " · the response has no positions"}`) : null);
    this.#tab = !reading ? "JSON" : reading.tables.length ? "Tables" : reading.fields.length ? "Fields" : "Text";
    this.#render();
    return reading;
  }

  // Mark the row of an item. `mark` is `hover` or `selected`.
  mark(item, mark) {
    this.#panel.querySelector("." + mark)?.classList.remove(mark);
    const row = this.#rows.get(item);
    row?.classList.add(mark);
    if (mark === "selected") row?.scrollIntoView({ block: "nearest" });
  }

  // Open the tab that lists an item.
  reveal(item) {
    if (this.#rows.has(item)) return;
    const { fields, lines } = this.reading;
    this.#choose(fields.includes(item) ? "Fields" : lines.includes(item) ? "Text" : "Tables");
  }

  #choose(name) {
    this.#tab = name;
    this.#render();
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#choose(TABS[(TABS.indexOf(this.#tab) + step + TABS.length) % TABS.length]);
    this.#tabs[TABS.indexOf(this.#tab)].focus();
  }

  #render() {
    const { fields, lines, tables } = this.reading ?? {};
    [fields, lines, tables].forEach((items, i) => show(this.#tabs[i], [TABS[i], items?.length].filter(Boolean).join(" ")));
    this.#tabs.forEach((tab, i) => {
      if (i > 2) show(tab, TABS[i]);
      tab.setAttribute("aria-selected", TABS[i] === this.#tab);
      tab.tabIndex = TABS[i] === this.#tab ? 0 : -1;
    });
    this.#bar.hidden = !this.call;
    this.#panel.setAttribute("aria-labelledby", `tab-${this.#tab}`);
    this.#rows.clear();
    const views = {
      Fields: () => (fields?.length ? this.#list(fields) : empty("This response has no fields.")),
      Text: () => (lines?.length ? [copyBar(this.reading.text), this.#list(lines)] : empty("This response has no lines of text.")),
      Tables: () => (tables?.length ? tables.map((table, i) => this.#table(table, i)) : empty("This response has no tables.")),
      Markdown: () => (this.reading?.markdown ? [copyBar(this.reading.markdown), code(this.reading.markdown, "Markdown")] : empty("Nothing to write as Markdown.")),
      JSON: () => this.#json(),
      Code: () => this.#code(),
    };
    show(this.#panel, this.call ? views[this.#tab]() : empty("Choose an image and press Recognize: what the service would say appears here."));
    show(this.#downloads, this.reading ? this.#files() : null);
  }

  // One tab stop for the whole list; the arrow keys move in it.
  #list(items) {
    const { hover, select } = this.events;
    return h("ul.rows", { onkeydown: move }, items.map((item, i) => {
      const props = { type: "button", tabIndex: i ? -1 : 0, onclick: () => select(item), onfocus: () => hover(item), onpointerenter: () => hover(item), onpointerleave: () => hover(null) };
      const row = h("button.row", props, item.name ? h("span.name", null, item.name) : null,
        h("span.value", null, item.data ? "(file)" : item.text || "—"), h(`span.score.${level(item.confidence)}`, null, score(item.confidence)));
      this.#rows.set(item, row);
      return h("li", null, row, item.data ? fileOf(item) : null);
    }));
  }

  #table({ cells }, index) {
    const { hover, select } = this.events;
    const rows = [];
    for (const cell of [...cells].sort((a, b) => a.row - b.row || a.column - b.column)) {
      const props = { rowSpan: cell.rows, colSpan: cell.columns, onclick: () => select(cell), onpointerenter: () => hover(cell), onpointerleave: () => hover(null) };
      const node = h("td", props, cell.text);
      this.#rows.set(cell, node);
      (rows[cell.row] ??= h("tr")).append(node);
    }
    return h("div.scroll", { tabIndex: 0, role: "region", "aria-label": `Table ${index + 1}` }, h("table.grid", null, Array.from(rows, (row) => row ?? h("tr"))));
  }

  #json() {
    const { json, text } = this.outcome;
    if (!json) return code(text || "There is no body.", "Body");
    return [copyBar(JSON.stringify(json, null, 2)), code(brief(json), "JSON")];
  }

  #code() {
    const place = h("div", null, empty("Writing the code…"));
    const { operation, region, options, file, url, sample } = this.call;
    page("playground/snippets", JSON.stringify({ operation: operation.name, region, options, file, url, sample }))
      .then((response) => response.json())
      .then((found) => show(place, Object.entries(found).map(([name, text]) => [copyBar(text, name), code(text, name)])))
      .catch((error) => show(place, empty(error.message)));
    return place;
  }

  #files() {
    const stem = this.call.file.replace(/\.[^.]*$/, "") || "result";
    const { reading, outcome, example } = this;
    // An example is marked as such, so that nobody takes it for a document later.
    const mark = example ? "EXAMPLE, not the content of the image\r\n" : "";
    const own = { json: JSON.stringify(outcome.json, null, 2), txt: mark + reading.text, md: mark + reading.markdown, csv: mark + reading.csv };
    const installed = session.exports.filter(({ suffix }) => !(suffix.slice(1) in own));
    return [h("span.muted", null, "Download"),
      Object.entries(own).map(([name, text]) => button(name, () => download(`${stem}.${name}`, text), "button.small")),
      installed.map((form) => button(form.name, () => this.#export(form, stem), "button.small"))];
  }

  async #export({ name, suffix, needs_image }, stem) {
    const { operation, blob, file, page: number } = this.call;
    const order = { operation: operation.name, response: this.outcome.json, source: file || "image", example: this.example };
    if (number) order.page = number;
    try {
      if (needs_image && blob) order.image = await base64(blob);
      download(stem + suffix, await (await page(`exports/${name}`, JSON.stringify(order))).blob());
    } catch (error) {
      show(this.#note, h("p.notice.bad", null, error.message));
      announce(error.message);
    }
  }
}

// Return JSON to look at: long texts, which are files in Base64, are cut.
export const brief = (value) =>
  JSON.stringify(value, (_, text) => (typeof text === "string" && text.length > LONG ? `${text.slice(0, 60)}… (${text.length} characters)` : text), 2);

const empty = (text) => h("p.empty", null, text);
const code = (text, label) => h("pre", { tabIndex: 0, role: "region", "aria-label": label }, text);
const copyBar = (text, name) => h("div.bar", null, name ? h("h2", null, name) : h("span"), copyButton(() => text, name ? `Copy ${name}` : "Copy"));

function fileOf({ data, name }) {
  const type = data.startsWith("iVBOR") ? "png" : data.startsWith("/9j/") ? "jpeg" : "";
  if (type) return h("img.portrait", { src: `data:image/${type};base64,${data}`, alt: name });
  return button("Download", () => download(`${name}.xlsx`, Uint8Array.from(atob(data), (char) => char.charCodeAt(0))), "button.small");
}

function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const rows = [...event.currentTarget.querySelectorAll(".row")];
  const now = rows.indexOf(document.activeElement);
  const next = rows[now + step];
  if (!next) return;
  rows[now].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
