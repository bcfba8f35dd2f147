// Break: faults, sequences, quotas, the clock and accounts, and what of them is active.

import { admin, session } from "./api.js";
import { button, choice, h, labelled, show } from "./dom.js";

export class Break {
  #active = h("div.card", { "aria-live": "polite" });
  #accounts = h("div");
  #clock = h("p.muted");
  #error = h("p.notice.bad", { role: "alert", hidden: true });
  #timer = 0;

  constructor(element, count) {
    this.element = element;
    this.count = count;
    const { operations, errors } = session.contract;
    const operation = () => choice({ name: "operation" }, [["", "every operation"], ["iam", "identity service"], ...operations.map(({ name, title }) => [name, title])]);
    const field = (name, label, props) => labelled(label, h("input", { name, autocomplete: "off", ...props }));
    const number = (name, label, props) => field(name, label, { type: "number", step: "any", ...props });
    const codes = h("datalist#codes", null, Object.entries(errors).map(([code, entry]) => h("option", { value: code }, entry.messages[0])));
    show(element, h("div.page", null, codes, this.#error, this.#active, h("div.cards", null,
      this.#form("Fault", "Add the fault", (data) => admin("POST", "faults", faultRule(data)),
        labelled("What happens", choice({ name: "kind" }, session.faults)),
        h("div.pair", null, field("code", "Error code", { placeholder: "AIS.0105", list: "codes" }), number("status", "Status", { min: 400, max: 599 })),
        h("div.pair", null, number("delay", "Seconds"), number("retry_after", "Retry-After, s", { min: 0 })),
        labelled("Operation", operation()),
        h("div.pair", null, number("times", "How often", { min: 1, placeholder: "always" }), number("probability", "Probability", { min: 0, max: 1, placeholder: "1" })),
        h("div.pair", null, field("account", "Account", { placeholder: "every account" }), number("expires_in", "Ends after, s", { min: 0 }))),
      this.#form("Sequence", "Add the sequence", (data) => admin("POST", "sequences", { ...data, steps: data.steps.split(/[\s,]+/).filter(Boolean).map((step) => (/^\d+$/.test(step) ? Number(step) : step)) }),
        field("steps", "Responses in order", { required: true, placeholder: "429, 503, ok" }), labelled("Operation", operation()), field("account", "Account", { placeholder: "every account" }),
        h("p.help", null, "Error codes, statuses, kinds of fault, names of examples, or ok.")),
      this.#form("Quotas", "Set", (data) => admin("PUT", "quotas", data),
        h("div.pair", null, number("per_minute", "Calls a minute", { min: 0 }), number("concurrency", "At the same time", { min: 0 })),
        labelled("Operation", operation())),
      this.#form("Clock", "Move", (data) => admin("PUT", "clock", data), this.#clock, number("advance", "Advance by seconds", { placeholder: "86400" }),
        h("div.actions", null, ...[["1 hour", { advance: 3600 }], ["1 day", { advance: 86400 }], ["Freeze", { freeze: true }], ["Run", { freeze: false }]].map(([label, change]) =>
          button(label, () => this.#do(() => admin("PUT", "clock", change)), "button.small")))),
      this.#form("Accounts", "Add the account", (data) => admin("POST", "accounts", data).then(({ name, ak, sk }) => this.#say(`${name}: key ${ak}, secret ${sk}`)),
        this.#accounts, field("name", "New account", { required: true })))));
    this.refresh();
  }

  opened() {
    this.refresh();
  }

  // Update soon, once for many calls: hits and remaining steps change with each.
  refreshSoon() {
    if (this.element.hidden || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.refresh();
    }, 300);
  }

  #form(title, label, send, ...fields) {
    const submit = async (event) => {
      event.preventDefault();
      const form = event.target;
      if (await this.#do(() => send(values(form)))) form.reset();
    };
    return h("form.card", { onsubmit: submit, "aria-label": title }, h("h2", null, title), fields, h("button.primary", { type: "submit" }, label));
  }

  async #do(change) {
    this.#error.hidden = true;
    try {
      await change();
      await this.refresh();
      return true;
    } catch (error) {
      show(this.#error, error.message);
      this.#error.hidden = false;
      return false;
    }
  }

  #say(text) {
    show(this.#error, text);
    this.#error.hidden = false;
  }

  // Show what is active now.
  async refresh() {
    const [{ active: items }, clock, { accounts }] = await Promise.all(["playground/active", "clock", "accounts"].map((path) => admin("GET", path)));
    this.#active.classList.toggle("active", items.length > 0);
    show(this.#active, h("div.bar", null, h("h2", null, items.length ? "Active now" : "Nothing is active: calls are answered normally."),
      items.length ? button("Reset everything", () => this.#do(() => admin("POST", "reset?namespace=default&keep=journal")), "button.primary.push") : null),
      items.length ? h("ul", null, items.map(({ text, path }) => h("li", null, h("span", null, text),
        path ? button("Remove", () => this.#do(() => admin("DELETE", path)), "button.small") : null))) : null);
    this.count.hidden = !items.length;
    show(this.count, String(items.length));
    show(this.#clock, `The emulator's time is ${new Date(clock.time * 1000).toLocaleString()}.`);
    show(this.#accounts, accounts.map((account) => this.#account(account)));
  }

  #account(account) {
    const box = (name, label, on = true) => h("label", null, h("input", {
      type: "checkbox", checked: account[name] === on,
      onchange: (event) => this.#do(() => admin("PATCH", `accounts/${encodeURIComponent(account.name)}`, { [name]: event.target.checked === on })),
    }), " ", label);
    return h("fieldset", null, h("legend", null, account.name), h("div.checks", null, box("frozen", "frozen"), box("restricted", "restricted"), box("permitted", "without permission", false)));
  }
}

// Return the filled fields of a form; numbers as numbers.
function values(form) {
  const filled = [...form.elements].filter((field) => field.name && field.value !== "");
  return Object.fromEntries(filled.map((field) => [field.name, field.type === "number" ? Number(field.value) : field.value]));
}

function faultRule({ kind, code, status, delay, retry_after, ...conditions }) {
  return { fault: { kind, code, status, delay, retry_after }, ...conditions };
}
