// Contract: what each operation takes and returns, and the table of errors.

import { admin, session } from "./api.js";
import { button, facts, h, show, table } from "./dom.js";
import { brief } from "./results.js";

const content = h("div");
const links = h("nav", { "aria-label": "Operations" });
let use;

// Fill the view; `ontry(operation, prefer)` is called to try an operation with a response.
export function start(element, ontry) {
  use = ontry;
  const link = ({ name, title }) => h(`a#ref-${name}`, { href: "#contract", onclick: () => open(name) }, title);
  show(links, [...session.contract.operations, { name: "errors", title: "Error codes" }].map(link),
    h("a", { href: "/_emulator/docs", target: "_blank" }, "Full API reference ↗"),
    session.documentation && h("a", { href: session.documentation, target: "_blank" }, "Documentation ↗"));
  show(element, h("div.page.reference", links, content));
  open("recognize_general_text");
}

// Show an operation, or the errors.
async function open(name) {
  for (const link of links.children) link.ariaCurrent = link.id === `ref-${name}` ? "true" : null;
  if (name === "errors") return showErrors();
  const { title, description, path, withdrawn, options, examples, failures } = session.contract.operations.find((found) => found.name === name);
  const { examples: bodies } = await admin("GET", `playground/examples/${name}`);
  const rows = options.map((option) => [h("code", option.name), option.kind, option.help]);
  show(content,
    h("div.card", h("h2", title), description.split("\n\n").map((text) => h("p", text)),
      facts([["Request", `POST ${path}`], ["Withdrawn", withdrawn], ["Answered by", session.readers.includes(name) ? "the engine" : "an example"]])),
    rows.length > 0 && h("div.card", h("h3", "Options"), table(["Name", "Type", "Meaning"], rows)),
    h("div.card", h("h3", "Responses"), [...examples, ...failures].map(([prefer, label]) => exampleOf(name, prefer, label, bodies[prefer]))));
}

function exampleOf(operation, prefer, title, value) {
  const body = h("div");
  const fill = (event) => event.target.open && show(body, button("Answer with this example", () => use(operation, prefer)), h("pre", { tabIndex: 0 }, brief(value)));
  return h("details", { ontoggle: fill }, h("summary", title), body);
}

function showErrors() {
  const rows = Object.entries(session.contract.errors).map(([code, { statuses, messages, meaning, remedy, retryable }]) =>
    [h("code", code), statuses.join(", "), [messages.join(" / "), h("p.muted", meaning)], remedy, retryable ? "yes" : "no"]);
  const body = table(["Code", "Status", "Message and meaning", "What to do", "Retry"], rows);
  const oninput = ({ target }) => {
    for (const row of body.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(target.value.toLowerCase());
  };
  show(content, h("div.card", h("h2", "Error codes"), h("input", { type: "search", placeholder: "Filter: code or word", "aria-label": "Filter the errors", oninput }), body));
}
