// Break: faults, sequences, quotas, the clock and accounts, and what of them is active.

import { admin, session } from "./api.js";
import { button, h, show } from "./dom.js";
import { control, filled } from "./fields.js";

export class Break {
  #active = h("div.card", { "aria-live": "polite" });
  #message = h("p.notice.warn", { role: "alert", hidden: true });
  #states = { clock: h("p.muted"), accounts: h("div") };
  #timer = 0;

  constructor(element, count) {
    Object.assign(this, { element, count });
    show(element, h("div.page", null, this.#message, this.#active, h("div.cards", null, session.forms.map((form) => this.#form(form)))));
    this.opened();
  }

  // Show what is active now.
  async opened() {
    const [{ active }, { time }, { accounts }] = await Promise.all(["playground/active", "clock", "accounts"].map((path) => admin("GET", path)));
    const reset = () => this.#do("POST", "reset?namespace=default&keep=journal");
    const remove = (path) => button("Remove", () => this.#do("DELETE", path), "button.small");
    this.#active.classList.toggle("active", active.length > 0);
    show(this.#active, h("div.bar", null, h("h2", null, active.length ? "Active now" : "Nothing is active: calls are answered normally."),
      active.length ? button("Reset everything", reset, "button.primary.push") : null),
      active.length ? h("ul", null, active.map(({ text, path }) => h("li", null, h("span", null, text), path ? remove(path) : null))) : null);
    this.count.hidden = !active.length;
    show(this.count, active.length);
    show(this.#states.clock, `The emulator's time is ${new Date(time * 1000).toLocaleString()}.`);
    show(this.#states.accounts, accounts.map((account) => this.#account(account)));
  }

  // Update soon, once for many calls: what is left of a fault changes with each.
  refreshSoon() {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      if (!this.element.hidden) this.opened();
    }, 300);
  }

  #form({ title, submit, method, path, fields }) {
    const onsubmit = async (event) => {
      event.preventDefault();
      const form = event.target;
      const made = await this.#do(method, path, filled(fields, form));
      if (made) form.reset();
      if (made?.sk) this.#say(`Key of ${made.name}: ${made.ak}, secret ${made.sk}`);
    };
    return h("form.card", { onsubmit, "aria-label": title }, h("h2", null, title), this.#states[path],
      h("div.pair", null, fields.map(control)), h("button.primary", { type: "submit" }, submit));
  }

  #account({ name, ...account }) {
    const box = (field, label, on) => h("label", null, h("input", {
      type: "checkbox", checked: account[field] === on,
      onchange: (event) => this.#do("PATCH", `accounts/${encodeURIComponent(name)}`, { [field]: event.target.checked === on }),
    }), label);
    return h("fieldset.checks", null, h("legend", null, name), box("frozen", "frozen", true), box("restricted", "restricted", true), box("permitted", "without permission", false));
  }

  #say(text) {
    this.#message.hidden = !text;
    show(this.#message, text);
  }

  async #do(...call) {
    this.#say("");
    try {
      const made = await admin(...call);
      await this.opened();
      return made;
    } catch (error) {
      this.#say(error.message);
      return null;
    }
  }
}
