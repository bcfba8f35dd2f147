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
  #tabs = TABS.map((name) =>
    h(`button#tab-${name}`, { type: "button", role: "tab", "aria-controls": "panel", onclick: () => this.#choose(name, true) }, name));
  #bar = h("div.tabs", { role: "tablist", "aria-label": "Result", onkeydown: (event) => this.#arrow(event) }, this.#tabs);
  #panel = h("div.panel#panel", { role: "tabpanel", tabIndex: 0 });
  #note = h("div");
  #downloads = h("div.downloads");

  // `events.hover` and `events.select` are called with an item of the reading.
  constructor(events) {
    this.events = events;
    this.element = h("div.results", null, this.#note, this.#bar, this.#panel, this.#downloads);
    this.clear();
  }

  // Show the state before a call.
  clear() {
    this.call = this.reading = this.outcome = null;
    show(this.#note);
    this.#render();
  }

  // Show that a call is under way.
  wait() {
    show(this.#note, h("p.notice", null, h("span.spinner"), "Reading…"));
    this.element.setAttribute("aria-busy", "true");
  }

  // Show what came back; returns the reading, null for an error.
  async show(call, outcome) {
    const good = outcome.status === 200 && !outcome.broken && outcome.json?.result !== undefined;
    this.reading = good ? await (await page("playground/reading", outcome.text)).json() : null;
    Object.assign(this, { call, outcome });
    this.element.removeAttribute("aria-busy");
    this.example = good && outcome.source.startsWith("example");
    show(this.#note, good ? this.#source() : this.#refusal());
    if (good) {
      const { fields, tables } = this.reading;
      this.#tab = tables.length ? "Tables" : fields.length ? "Fields" : "Text";
    } else this.#tab = outcome.text ? "JSON" : "Code";
    this.#render();
    return this.reading;
  }

  // Mark the row of an item. `mark` is `hover` or `selected`.
  mark(item, mark) {
    this.#panel.querySelector("." + mark)?.classList.remove(mark);
    const row = this.#rows.get(item);
    row?.classList.add(mark);
    if (row && mark === "selected") row.scrollIntoView({ block: "nearest" });
  }

  // Open the tab that lists an item.
  reveal(item) {
    if (this.#rows.has(item)) return;
    const { fields, lines } = this.reading;
    this.#choose(fields.includes(item) ? "Fields" : lines.includes(item) ? "Text" : "Tables");
  }

  #source() {
    const { source, ms, requestId } = this.outcome;
    const timing = h("p.facts", null, `${Math.round(ms)} ms · request ${requestId.slice(0, 8)}…`);
    if (!this.example) return [h("p.notice.good", null, source.startsWith("engine") ? `Read by the ${source}.` : `Response: ${source}.`), timing];
    return [h("div.notice.warn", null, h("b", null, "Not the content of your image. "),
      `This is the example “${source.slice(8)}” of the contract. `, this.#advice()), timing];
  }

  #advice() {
    if (this.call.prefer) return "You asked for it under “Response”.";
    if (session.readers.length) {
      const names = session.readers.map((name) => session.contract.operations.find((operation) => operation.name === name).title).join(", ");
      return `The installed engine cannot read this kind of document. It reads: ${names}.`;
    }
    return ["To have images read, stop the emulator, run ", h("code", null, 'pip install "ocr-wrapper[local]"'), " and start it again."];
  }

  #refusal() {
    const { status, json, broken, violation, source } = this.outcome;
    const code = json?.error_code ?? null;
    const { errors, statuses } = session.contract;
    const known = errors[code] ?? statuses[status];
    const found = violation
      ? [["Where", violation.pointer || "the body"], ["Expected", violation.expected], ["Got", violation.got]] : [];
    if (known) found.push(["Meaning", known.meaning], ["What to do", known.remedy], ["Retry", known.retryable ? "yes, after a pause" : "no: the same request fails again"]);
    if (source.startsWith("fault")) found.push(["Caused by", `the ${source} that is set in this emulator (see Break)`]);
    return h("div.notice.bad", null,
      h("b", null, broken || [status, code].filter(Boolean).join(" · ")),
      json?.error_msg ? h("p", null, json.error_msg) : null,
      facts(found));
  }

  #choose(name, focus = false) {
    this.#tab = name;
    this.#render();
    if (focus) this.#tabs[TABS.indexOf(name)].focus();
  }

  #arrow(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#choose(TABS[(TABS.indexOf(this.#tab) + step + TABS.length) % TABS.length], true);
  }

  #render() {
    const { fields = [], lines = [], tables = [] } = this.reading ?? {};
    const counts = { Fields: fields.length, Text: lines.length, Tables: tables.length };
    this.#tabs.forEach((tab, i) => {
      const chosen = TABS[i] === this.#tab;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      tab.textContent = TABS[i] + (counts[TABS[i]] ? ` ${counts[TABS[i]]}` : "");
    });
    this.#bar.hidden = !this.call;
    this.#panel.setAttribute("aria-labelledby", `tab-${this.#tab}`);
    this.#rows = new Map();
    show(this.#panel, this.call ? this["draw" + this.#tab]() : empty("Choose an image and press Recognize: what the service would say appears here."));
    show(this.#downloads, this.reading ? this.#files() : null);
  }

  drawFields() {
    const { fields } = this.reading ?? { fields: [] };
    return fields.length ? this.#list(fields) : empty("This response has no fields.");
  }

  drawText() {
    const { lines, text } = this.reading ?? { lines: [], text: "" };
    if (!lines.length) return empty("This response has no lines of text.");
    return [h("div.bar", null, copyButton(() => text, "Copy text")), this.#list(lines)];
  }

  // One tab stop for the whole list; the arrow keys move in it.
  #list(items) {
    const list = h("ul.rows", { onkeydown: move });
    items.forEach((item, i) => {
      const value = item.data ? h("em", null, `file of ${Math.round(item.data.length * 0.75 / 1024)} kB`) : h("span.value", null, item.text || "—");
      const row = h("button.row", { type: "button", tabIndex: i ? -1 : 0, onclick: () => this.events.select(item), onpointerenter: () => this.events.hover(item), onpointerleave: () => this.events.hover(null), onfocus: () => this.events.hover(item) },
        item.name ? h("span.name", null, item.name) : null, value, h(`span.score.${level(item.confidence)}`, null, score(item.confidence)));
      this.#rows.set(item, row);
      list.append(h("li", null, row, item.data ? fileOf(item) : null));
    });
    return list;
  }

  drawTables() {
    const { tables } = this.reading ?? { tables: [] };
    if (!tables.length) return empty("This response has no tables.");
    return tables.map((table, i) => h("div.scroll", { tabIndex: 0, role: "region", "aria-label": `Table ${i + 1}` }, this.#table(table)));
  }

  #table({ cells }) {
    const rows = [];
    for (const cell of [...cells].sort((a, b) => a.row - b.row || a.column - b.column)) {
      const node = h("td", { rowSpan: cell.rows, colSpan: cell.columns, onclick: () => this.events.select(cell), onpointerenter: () => this.events.hover(cell) }, cell.text);
      this.#rows.set(cell, node);
      (rows[cell.row] ??= h("tr")).append(node);
    }
    return h("table.grid", null, h("tbody", null, Array.from(rows, (row) => row ?? h("tr"))));
  }

  drawMarkdown() {
    const markdown = this.reading?.markdown ?? "";
    return markdown ? [h("div.bar", null, copyButton(() => markdown)), code(markdown, "Markdown")] : empty("There is nothing to write as Markdown.");
  }

  drawJSON() {
    const { json, text } = this.outcome;
    if (!json) return code(text || "No body.", "Body");
    const whole = () => JSON.stringify(json, null, 2);
    const shown = JSON.stringify(json, (_, value) =>
      typeof value === "string" && value.length > LONG ? `${value.slice(0, 60)}… (${value.length} characters)` : value, 2);
    return [h("div.bar", null, copyButton(whole)), code(shown, "JSON")];
  }

  drawCode() {
    const place = h("div", null, h("p.loading", null, "Writing the code…"));
    this.#code().then((parts) => show(place, parts), (error) => show(place, empty(error.message)));
    return place;
  }

  async #code() {
    const { operation, region, options, file, url, sample } = this.call;
    const call = { operation: operation.name, region, options, file, url, sample };
    const found = await (await page("playground/snippets", JSON.stringify(call))).json();
    return Object.entries(found).map(([name, text]) =>
      h("section", null, h("div.bar", null, h("h3", null, name), copyButton(() => text, `Copy ${name}`)), code(text, name)));
  }

  #files() {
    const stem = this.call.file.replace(/\.[^.]*$/, "") || "result";
    const { reading, outcome } = this;
    // An example is marked as such, so that nobody takes it for a document later.
    const mark = this.example ? "EXAMPLE, not the content of the image\n\n" : "";
    const own = {
      json: () => JSON.stringify(outcome.json, null, 2) + "\n",
      txt: () => mark + reading.text + "\n",
      md: () => mark + reading.markdown + "\n",
      csv: () => mark.replace("\n\n", "\r\n") + reading.csv,
    };
    const installed = session.exports.filter(({ suffix }) => !own[suffix.slice(1)]);
    return [h("span", null, "Download"),
      Object.entries(own).map(([name, text]) => button(name, () => download(`${stem}.${name}`, text(), "text/plain"), "button.small")),
      installed.map((form) => button(form.name, () => this.#export(form, stem), "button.small"))];
  }

  async #export({ name, suffix, needs_image }, stem) {
    const { operation, blob, file, page: number } = this.call;
    try {
      const order = { operation: operation.name, response: this.outcome.json, source: file || "image", example: this.example };
      if (needs_image && blob) order.image = await base64(blob);
      if (number) order.page = number;
      download(stem + suffix, await (await page(`exports/${name}`, JSON.stringify(order))).blob());
    } catch (error) {
      show(this.#note, h("p.notice.bad", null, error.message));
      announce(error.message);
    }
  }
}

const empty = (text) => h("p.empty", null, text);
const code = (text, label) => h("pre", { tabIndex: 0, role: "region", "aria-label": label }, h("code", null, text));

function fileOf({ data, name }) {
  const type = data.startsWith("iVBOR") ? "image/png" : data.startsWith("/9j/") ? "image/jpeg" : "";
  if (type) return h("img.portrait", { src: `data:${type};base64,${data}`, alt: name });
  const bytes = () => Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  return button("Download", () => download(`${name}.xlsx`, bytes()), "button.small");
}

function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const rows = [...event.currentTarget.querySelectorAll(".row")];
  const next = rows[rows.indexOf(document.activeElement) + step];
  if (!next) return;
  document.activeElement.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
