// Contract: what each operation takes and returns, and the table of errors.

import { admin, session } from "./api.js";
import { button, facts, h, show } from "./dom.js";
import { brief } from "./results.js";

export class Reference {
  #content = h("div");
  #links = h("nav", { "aria-label": "Operations" });

  // `use(operation, prefer)` is called to try an operation with a response.
  constructor(element, use) {
    this.use = use;
    const link = ([name, title]) => h(`a#ref-${name}`, { href: "#contract", onclick: () => this.open(name) }, title);
    show(this.#links, session.contract.operations.map(({ name, title }) => link([name, title])), link(["errors", "Error codes"]),
      h("a", { href: "/_emulator/docs", target: "_blank", rel: "noopener" }, "Full API reference ↗"),
      session.documentation ? h("a", { href: session.documentation, target: "_blank", rel: "noopener" }, "Documentation ↗") : null);
    show(element, h("div.page.reference", null, this.#links, this.#content));
    this.open("recognize_general_text");
  }

  // Show an operation, or the errors.
  async open(name) {
    this.#links.querySelector("[aria-current]")?.removeAttribute("aria-current");
    this.#links.querySelector(`#ref-${name}`).setAttribute("aria-current", "true");
    if (name === "errors") return this.#errors();
    const operation = session.contract.operations.find((found) => found.name === name);
    const { examples } = await admin("GET", `playground/examples/${name}`);
    const options = operation.options.map((option) => [h("code", null, option.name), option.kind, option.help]);
    show(this.#content,
      h("div.card", null, h("h2", null, operation.title), operation.description.split("\n\n").map((text) => h("p", null, text)),
        facts([["Request", `POST ${operation.path}`], ["Withdrawn", operation.withdrawn], ["Answered by", session.readers.includes(name) ? "the engine" : "an example"]])),
      options.length ? h("div.card", null, h("h3", null, "Options"), table(["Name", "Type", "Meaning"], options)) : null,
      h("div.card", null, h("h3", null, "Responses"), [...operation.examples, ...operation.failures].map(([prefer, title]) => this.#example(name, prefer, title, examples[prefer]))));
  }

  #example(operation, prefer, title, value) {
    const body = h("div");
    const fill = (event) => event.target.open && show(body, button("Answer with this example", () => this.use(operation, prefer)), h("pre", { tabIndex: 0 }, brief(value)));
    return h("details", { ontoggle: fill }, h("summary", null, title), body);
  }

  #errors() {
    const rows = Object.entries(session.contract.errors).map(([code, { statuses, messages, meaning, remedy, retryable }]) =>
      [h("code", null, code), statuses.join(", "), [messages.join(" / "), h("p.muted", null, meaning)], remedy, retryable ? "yes" : "no"]);
    const body = table(["Code", "Status", "Message and meaning", "What to do", "Retry"], rows);
    const oninput = (event) => {
      for (const row of body.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(event.target.value.toLowerCase());
    };
    show(this.#content, h("div.card", null, h("h2", null, "Error codes"), h("input", { type: "search", placeholder: "Filter: code or word", "aria-label": "Filter the errors", oninput }), body));
  }
}

const table = (names, rows) => h("table", null, h("thead", null, h("tr", null, names.map((name) => h("th", { scope: "col" }, name)))),
  h("tbody", null, rows.map((cells) => h("tr", null, cells.map((cell) => h("td", null, cell))))));
