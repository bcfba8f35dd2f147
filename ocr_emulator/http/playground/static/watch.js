// Watch: the journal of the emulator, live.

import { admin, page, session } from "./api.js";
import { button, facts, h, offer, row, show, showIf, table } from "./dom.js";

const KEPT = 1000;
// Characters of a body that are shown: its image goes on for megabytes.
const SHOWN = 20_000;
const GROUPS = { ok: (status) => status && status < 400, refused: (status) => status >= 400, dropped: (status) => status === null };

const log = table(["Time", "Operation", "Outcome", "Account", "Left the contract at", "Duration"], []);
const rows = log.tBodies[0];
const detail = h("div");
const state = h("span.muted", { role: "status" });
const words = h("input", { type: "search", placeholder: "Filter: operation, account, code…", "aria-label": "Filter", oninput: () => filter() });
const group = offer(h("select", { "aria-label": "Outcome", onchange: () => filter() }),
  [["", "all calls"], ["ok", "successful"], ["refused", "refused"], ["dropped", "without a response"]]);
const empty = h("p.empty", "No call yet. Calls of your program, and of “Try”, appear here at once.");
let entries = [];
let count;

// Fill the view; `badge` shows the number of calls, `onentry` is called for each.
export function start(element, badge, onentry) {
  count = badge;
  show(element, h("div.page",
    h("div.bar", words, group, state, button("Clear", () => admin("DELETE", "journal"), "button.push")),
    h("div.split", h("div.card.log", log, empty), detail)));
  // The browser connects again by itself and sends the id of the last event.
  const source = new EventSource("/_emulator/journal/events");
  source.onopen = () => show(state, h("span.high", "● live"));
  source.onerror = () => show(state, h("span.low", "○ connecting again…"));
  source.addEventListener("entry", (event) => {
    add(JSON.parse(event.data));
    onentry();
  });
  source.addEventListener("missed", (event) => add({ missed: JSON.parse(event.data).count }));
  source.addEventListener("cleared", () => {
    entries = [];
    [rows, detail].forEach((part) => show(part));
    filter();
  });
}

function add(entry) {
  entry.row = entry.missed ? h("tr", h("td", { colSpan: 6 }, `${entry.missed} calls were too many to show.`)) : rowOf(entry);
  entries.unshift(entry);
  rows.prepend(entry.row);
  if (entries.length > KEPT) entries.pop().row.remove();
  filter([entry]);
}

function rowOf(entry) {
  const { at, operation, path, status, code, account, violation, seconds } = entry;
  const time = button(new Date(at * 1000).toLocaleTimeString());
  const cells = [time, operation ?? path, outcome(status, code), account ?? "—", violation && h("code", violation.pointer || "body"), `${(seconds * 1000).toFixed(0)} ms`];
  return row(cells, { onclick: () => open(entry) });
}

function filter(changed = entries) {
  const wanted = words.value.toLowerCase();
  for (const { row: { textContent }, row, status } of changed) {
    row.hidden = !textContent.toLowerCase().includes(wanted) || !(GROUPS[group.value]?.(status) ?? true);
  }
  empty.hidden = entries.length > 0;
  showIf(count, entries.length);
}

function open(entry) {
  rows.querySelector(".selected")?.classList.remove("selected");
  entry.row.classList.add("selected");
  const { row: _, violation, headers, notes, number, ...rest } = entry;
  const list = (found) => facts(Object.entries(found), "dd.mono");
  const body = h("pre", { tabIndex: 0, hidden: true });
  const showBody = async () => showIf(body, (await (await page(`playground/bodies/${number}`)).text()).slice(0, SHOWN));
  show(detail, h("div.card", { tabIndex: -1 }, h("h2", `Call ${number}: ${entry.operation ?? entry.path}`),
    violation && h("div.notice.bad", h("b.low", "Where the request left the contract"), list(violation)),
    notes.length > 0 && h("p.notice.warn", notes.join("; ")), list(rest), h("h3", "Headers"), list(headers),
    entry.body_kept ? button("Show the body", showBody) : h("p.muted", session.keep_bodies ? "The body is no longer kept." : "Bodies are not kept: they hold documents. Emulator(keep_bodies=True) keeps them."), body));
  detail.firstChild.focus({ preventScroll: true });
  if (detail.getBoundingClientRect().top > innerHeight / 2) detail.scrollIntoView();
}

const outcome = (status, code) => h(`span.${GROUPS.ok(status) ? "high" : "low"}`, status === null ? "no response" : [status, code].filter(Boolean).join(" "));
