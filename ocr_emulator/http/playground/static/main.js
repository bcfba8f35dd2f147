// Start of the page: token, session, views and the theme.

import { findToken, keepToken, session, startSession } from "./api.js";
import { h, labelled, show, showIf } from "./dom.js";

const NAMES = ["try", "watch", "break", "contract"];
let tryView, breakView;
const byId = (id) => document.getElementById(id);

async function start() {
  findToken();
  theme();
  // The frame is painted before the first view is made; the key is fetched meanwhile.
  const painted = new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  try {
    await startSession();
    await painted;
    await open();
  } catch (error) {
    if (error.status === 401) return askForToken();
    showIf(byId("problem"), error.message);
  }
}

async function open() {
  tryView = await import("./try.js");
  tryView.start(byId("view-try"));
  show(byId("engine"), session.answers);
  addEventListener("hashchange", route);
  route();
  // The other views are loaded when the first one is usable.
  const [watch, reference, found] = await Promise.all([import("./watch.js"), import("./reference.js"), import("./break.js")]);
  breakView = found;
  breakView.start(byId("view-break"), byId("break-count"));
  watch.start(byId("view-watch"), byId("watch-count"), breakView.refreshSoon);
  reference.start(byId("view-contract"), (operation, prefer) => {
    tryView.choose(operation, prefer);
    location.hash = "try";
  });
}

function route() {
  const name = NAMES.find((view) => location.hash === "#" + view) ?? "try";
  for (const view of NAMES) {
    byId("view-" + view).hidden = view !== name;
    document.querySelector(`nav a[href="#${view}"]`).ariaCurrent = view === name ? "page" : null;
  }
  if (name === "break") breakView?.opened();
}

function askForToken() {
  const field = h("input#token", { type: "password", autocomplete: "off", required: true });
  const onsubmit = (event) => {
    event.preventDefault();
    keepToken(field.value);
    location.reload();
  };
  show(byId("view-try"), h("form.card", { onsubmit }, h("h2", "This playground needs its token"),
    h("p", "Other machines can reach the emulator. It printed the address of this page, with the token in it, when it started."),
    labelled("Token", field), h("button.primary", { type: "submit" }, "Open")));
  field.focus();
}

function theme() {
  const root = document.documentElement;
  root.style.colorScheme = localStorage.getItem("playground-theme");
  byId("theme").addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.style.colorScheme || system) === "dark" ? "light" : "dark";
    localStorage.setItem("playground-theme", (root.style.colorScheme = next));
  });
}

start();
