// Start of the page: token, session, views and the theme.

import { findToken, keepToken, session, startSession } from "./api.js";
import { h, show } from "./dom.js";
import { Try } from "./try.js";

const NAMES = ["try", "watch", "break", "contract"];
const views = {};
const byId = (id) => document.getElementById(id);

async function start() {
  findToken();
  theme();
  try {
    await startSession();
    await open();
  } catch (error) {
    if (error.status === 401) return askForToken();
    show(byId("problem"), error.message);
    byId("problem").hidden = false;
  }
}

async function open() {
  views.try = new Try(byId("view-try"));
  show(byId("engine"), session.readers.length ? session.answers.split(",")[0].replace(/^(?!engine)/, "engine ") : "no engine: examples only");
  addEventListener("hashchange", route);
  route();
  // The other views are loaded when the first one is usable.
  const [{ Watch }, { Break }, { Reference }] = await Promise.all([import("./watch.js"), import("./break.js"), import("./reference.js")]);
  views.break = new Break(byId("view-break"), byId("break-count"));
  views.watch = new Watch(byId("view-watch"), byId("watch-count"), () => views.break.refreshSoon());
  views.contract = new Reference(byId("view-contract"), (operation, prefer) => {
    views.try.choose(operation, prefer);
    location.hash = "try";
  });
}

function route() {
  const name = NAMES.find((view) => location.hash === "#" + view) ?? "try";
  for (const view of NAMES) {
    byId("view-" + view).hidden = view !== name;
    document.querySelector(`nav a[href="#${view}"]`).ariaCurrent = view === name ? "page" : null;
  }
  views[name]?.opened?.();
}

function askForToken() {
  const field = h("input#token", { type: "password", autocomplete: "off", required: true });
  const onsubmit = (event) => {
    event.preventDefault();
    keepToken(field.value);
    location.reload();
  };
  show(byId("view-try"), h("form.card.gate", { onsubmit }, h("h2", null, "This playground needs its token"),
    h("p", null, "Other machines can reach the emulator. It printed the address of this page, with the token in it, when it started."),
    h("label.field", null, h("span", null, "Token"), field), h("button.primary", { type: "submit" }, "Open")));
  field.focus();
}

function theme() {
  const root = document.documentElement;
  root.dataset.theme = localStorage.getItem("playground-theme") ?? "";
  byId("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    localStorage.setItem("playground-theme", (root.dataset.theme = dark ? "light" : "dark"));
  });
}

start();
