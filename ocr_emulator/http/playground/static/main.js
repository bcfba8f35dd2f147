// Start of the page: token, session, views and the theme.

import { findToken, keepToken, session, startSession } from "./api.js";
import { h, show } from "./dom.js";
import { Try } from "./try.js";

const VIEWS = ["try", "watch", "break", "contract"];
const views = {};
const byId = (id) => document.getElementById(id);

function problem(...content) {
  show(byId("problem"), content);
  byId("problem").hidden = false;
}

async function start() {
  findToken();
  theme();
  try {
    await startSession();
    await open();
  } catch (error) {
    if (error.status === 401) askForToken();
    else problem(error.message);
  }
}

async function open() {
  views.try = new Try();
  views.try.start(byId("view-try"));
  byId("engine").textContent = session.readers.length ? session.answers.replace(/^(?!engine)/, "engine ") : "no engine: examples only";
  addEventListener("hashchange", route);
  await route();
  // The other views are loaded when the first one is usable.
  const [{ Watch }, { Break }, { Reference }] = await Promise.all([import("./watch.js"), import("./break.js"), import("./reference.js")]);
  views.watch = new Watch(byId("view-watch"), byId("watch-count"));
  views.break = new Break(byId("view-break"), byId("break-count"));
  views.contract = new Reference(byId("view-contract"), (operation, prefer) => {
    views.try.choose(operation, prefer);
    location.hash = "try";
  });
  views.watch.onEntry = () => views.break.refreshSoon();
  route();
}

function route() {
  const name = VIEWS.find((view) => location.hash === "#" + view) ?? "try";
  for (const view of VIEWS) {
    byId("view-" + view).hidden = view !== name;
    const link = document.querySelector(`nav a[href="#${view}"]`);
    if (view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  views[name]?.opened?.();
}

function askForToken() {
  const field = h("input#token", { type: "password", autocomplete: "off", required: true });
  const form = h("form.card.gate", { onsubmit: (event) => { event.preventDefault(); keepToken(field.value); location.reload(); } },
    h("h2", null, "This playground needs its token"),
    h("p", null, "The emulator listens on an address that other machines can reach. It printed the address of this page with the token when it started."),
    h("label.field", null, h("span", null, "Token"), field),
    h("button.primary", { type: "submit" }, "Open"));
  show(byId("view-try"), form);
  field.focus();
}

function theme() {
  const root = document.documentElement;
  const stored = localStorage.getItem("playground-theme");
  if (stored) root.dataset.theme = stored;
  byId("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    localStorage.setItem("playground-theme", (root.dataset.theme = dark ? "light" : "dark"));
  });
}

start();
