// Watch: the journal of the emulator, live.

import { admin, page, session } from "./api.js";
import { button, choice, facts, h, show } from "./dom.js";

const KEPT = 1000;
// Characters of a body that are shown: its image goes on for megabytes.
const SHOWN = 20_000;
const GROUPS = { ok: (status) => status && status < 400, refused: (status) => status >= 400, dropped: (status) => status === null };

export class Watch {
  #entries = [];
  #rows = h("tbody");
  #detail = h("div");
  #state = h("span.muted", { role: "status" });
  #text = h("input", { type: "search", placeholder: "Filter: operation, account, code…", "aria-label": "Filter", oninput: () => this.#filter() });
  #group = choice({ "aria-label": "Outcome", onchange: () => this.#filter() },
    [["", "all calls"], ["ok", "successful"], ["refused", "refused"], ["dropped", "without a response"]]);
  #empty = h("p.empty", null, "No call yet. Calls of your program, and of “Try”, appear here at once.");

  constructor(element, count, onEntry) {
    Object.assign(this, { count, onEntry });
    const head = ["Time", "Operation", "Outcome", "Account", "Left the contract at", "Duration"].map((name) => h("th", { scope: "col" }, name));
    show(element, h("div.page", null,
      h("div.bar", null, this.#text, this.#group, this.#state, button("Clear", () => admin("DELETE", "journal"), "button.push")),
      h("div.split", null, h("div.card.log", null, h("table", null, h("thead", null, h("tr", null, head)), this.#rows), this.#empty), this.#detail)));
    this.#connect();
  }

  #connect() {
    // The browser connects again by itself and sends the id of the last event.
    const source = new EventSource("/_emulator/journal/events");
    source.onopen = () => show(this.#state, h("span.live", null, "● live"));
    source.onerror = () => show(this.#state, h("span.lost", null, "○ connecting again…"));
    source.addEventListener("entry", (event) => this.#add(JSON.parse(event.data)));
    source.addEventListener("missed", (event) => this.#add({ missed: JSON.parse(event.data).count }));
    source.addEventListener("cleared", () => {
      this.#entries = [];
      [this.#rows, this.#detail].forEach((part) => show(part));
      this.#filter();
    });
  }

  #add(entry) {
    entry.row = entry.missed ? h("tr", null, h("td", { colSpan: 6 }, `${entry.missed} calls were too many to show.`)) : this.#row(entry);
    this.#entries.unshift(entry);
    this.#rows.prepend(entry.row);
    if (this.#entries.length > KEPT) this.#entries.pop().row.remove();
    this.#filter([entry]);
    this.onEntry();
  }

  #row(entry) {
    const { at, operation, path, status, code, account, violation, seconds } = entry;
    const time = button(new Date(at * 1000).toLocaleTimeString(), null);
    const cells = [time, operation ?? path, outcome(status, code), account ?? "—", violation ? h("code", null, violation.pointer || "body") : "", `${(seconds * 1000).toFixed(0)} ms`];
    return h("tr", { onclick: () => this.#open(entry) }, cells.map((cell) => h("td", null, cell)));
  }

  #filter(entries = this.#entries) {
    const wanted = this.#text.value.toLowerCase();
    const group = GROUPS[this.#group.value];
    for (const entry of entries) {
      entry.row.hidden = Boolean((group && !group(entry.status)) || !entry.row.textContent.toLowerCase().includes(wanted));
    }
    this.#empty.hidden = this.#entries.length > 0;
    this.count.hidden = !this.#entries.length;
    show(this.count, String(this.#entries.length));
  }

  #open(entry) {
    this.#rows.querySelector(".selected")?.classList.remove("selected");
    entry.row.classList.add("selected");
    const { row, violation, headers, notes, number, ...rest } = entry;
    const list = (found) => facts(Object.entries(found), "dd.mono");
    const body = h("pre", { tabIndex: 0, hidden: true });
    const showBody = async () => {
      show(body, (await (await page(`playground/bodies/${number}`)).text()).slice(0, SHOWN));
      body.hidden = false;
    };
    show(this.#detail, h("div.card", { tabIndex: -1 }, h("h2", null, `Call ${number}: ${entry.operation ?? entry.path}`),
      violation ? h("div.notice.bad", null, h("b.low", null, "Where the request left the contract"), list(violation)) : null,
      notes.length ? h("p.notice.warn", null, notes.join("; ")) : null, list(rounded(rest)), h("h3", null, "Headers"), list(headers),
      entry.body_kept ? button("Show the body", showBody) : h("p.muted", null, session.keep_bodies ? "The body is no longer kept." : "Bodies are not kept: they hold documents. Emulator(keep_bodies=True) keeps them."), body));
    this.#detail.firstChild.focus({ preventScroll: true });
    if (this.#detail.getBoundingClientRect().top > innerHeight / 2) this.#detail.scrollIntoView();
  }
}

// Return the values without the last digits of times.
const rounded = (found) =>
  Object.fromEntries(Object.entries(found).map(([name, value]) => [name, typeof value === "number" ? Math.round(value * 1e4) / 1e4 : value]));

function outcome(status, code) {
  const level = status !== null && status < 400 ? "high" : "low";
  return h("span." + level, null, status === null ? "no response" : [status, code].filter(Boolean).join(" "));
}
