// Break: faults, sequences, quotas, the clock and accounts, and what of them is active.

import { admin, session } from "./api.js";
import { button, h, show, showIf, smallButton } from "./dom.js";
import { control, filled } from "./fields.js";

const active = h("div.card", { "aria-live": "polite" });
const message = h("p.notice.warn", { role: "alert", hidden: true });
// What stands above the form of a path.
const states = { clock: h("p.muted"), accounts: h("div") };
let view, count;
let timer = 0;

// Fill the view; `badge` shows the number of active things.
export function start(element, badge) {
  [view, count] = [element, badge];
  show(view, h("div.page", message, active, h("div.cards", session.forms.map(formOf))));
  opened();
}

// Show what is active now.
export async function opened() {
  const [{ active: found }, { time }, { accounts }] = await Promise.all(["playground/active", "clock", "accounts"].map((path) => admin("GET", path)));
  const some = found.length > 0;
  const reset = () => change("POST", "reset?namespace=default&keep=journal");
  const item = ({ text, path }) => h("li", h("span", text), path && smallButton("Remove", () => change("DELETE", path)));
  active.classList.toggle("active", some);
  show(active, h("div.bar", h("h2", some ? "Active now" : "Nothing is active: calls are answered normally."),
    some && button("Reset everything", reset, "button.primary.push")), some && h("ul", found.map(item)));
  showIf(count, found.length);
  show(states.clock, `The emulator's time is ${new Date(time * 1000).toLocaleString()}.`);
  show(states.accounts, accounts.map(accountOf));
}

// Update soon, once for many calls: what is left of a fault changes with each.
export function refreshSoon() {
  timer ||= setTimeout(() => {
    timer = 0;
    if (!view.hidden) opened();
  }, 300);
}

function formOf({ title, submit, method, path, fields }) {
  const onsubmit = async (event) => {
    event.preventDefault();
    const form = event.target;
    const made = await change(method, path, filled(fields, form));
    if (made) form.reset();
    if (made?.sk) showIf(message, `Key of ${made.name}: ${made.ak}, secret ${made.sk}`);
  };
  return h("form.card", { onsubmit, "aria-label": title }, h("h2", title), states[path],
    h("div.pair", fields.map(control)), h("button.primary", { type: "submit" }, submit));
}

function accountOf({ name, ...account }) {
  const box = (field, label, on) => h("label", h("input", {
    type: "checkbox", checked: account[field] === on,
    onchange: (event) => change("PATCH", `accounts/${encodeURIComponent(name)}`, { [field]: event.target.checked === on }),
  }), label);
  return h("fieldset.checks", h("legend", name), box("frozen", "frozen", true), box("restricted", "restricted", true), box("permitted", "without permission", false));
}

async function change(...call) {
  showIf(message, "");
  try {
    const made = await admin(...call);
    await opened();
    return made;
  } catch (error) {
    showIf(message, error.message);
    return null;
  }
}
