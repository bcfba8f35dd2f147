// Try: operation, options and image on one side, the image and the result on the other.

import { session } from "./api.js";
import { recognize } from "./call.js";
import { announce, button, choice, h, icon, labelled, show } from "./dom.js";
import { base64, firstFile, fromFile, fromSample, preview, SAMPLES, sampleUrl } from "./input.js";
import { Results } from "./results.js";
import { Viewer } from "./viewer.js";

export class Try {
  #input = null;
  #viewed = null;
  #options = h("div.options");
  #summary = h("p.muted");
  #region = h("select");
  #prefer = h("select");
  #url = h("input", { type: "url", placeholder: "https://…", autocomplete: "off" });
  #page = h("input", { type: "number", min: 1, value: 1, onchange: () => this.#turnTo(Number(this.#page.value)) });
  #pages = h("label.pages", { hidden: true }, "Page ", this.#page, h("span"));
  #chooser = h("input.sr", { type: "file", id: "file", onchange: () => this.#take(this.#chooser.files[0]) });
  #send = h("button.primary", { type: "submit" }, "Recognize");
  #drop = h("div.drop");

  constructor() {
    const link = { hover: (item) => this.#mark(item, "hover"), select: (item) => this.#select(item) };
    this.viewer = new Viewer(link);
    this.results = new Results(link);
    this.viewer.element.append(this.#drop);
  }

  // Fill the view and choose the first operation.
  start(element) {
    this.picker = this.#picker();
    const form = h("form.side", { onsubmit: (event) => { event.preventDefault(); this.send(); } },
      labelled("Operation", this.picker), this.#summary,
      h("div.actions", null, this.#send, h("label.button", { htmlFor: "file" }, "Choose a file"), this.#chooser),
      h("details", { open: true }, h("summary", null, "Options"), this.#options),
      h("details", null, h("summary", null, "Request and response"),
        labelled("Region", this.#region), labelled("Response", this.#prefer), labelled("URL in place of a file", this.#url)));
    show(element, h("div.studio", null, form,
      h("div.centre", null, h("div.bar", null, this.#pages, this.viewer.bar), this.viewer.element), this.results.element));
    this.#dropZone();
    for (const name of ["dragover", "drop"]) element.addEventListener(name, (event) => event.preventDefault());
    element.addEventListener("dragover", () => this.viewer.element.classList.add("over"));
    element.addEventListener("dragleave", () => this.viewer.element.classList.remove("over"));
    element.addEventListener("drop", (event) => this.#take(firstFile(event.dataTransfer)));
    document.addEventListener("paste", (event) => this.#take(firstFile(event.clipboardData)));
    this.choose(session.readers[0] ?? "recognize_general_text");
  }

  #picker() {
    const reads = new Set(session.readers);
    const label = (operation) =>
      operation.title + (operation.withdrawn ? ` (withdrawn ${operation.withdrawn})` : reads.has(operation.name) ? "" : " · example only");
    const { groups, operations } = session.contract;
    const items = (group) => operations.filter((operation) => operation.group === group).map((operation) => [operation.name, label(operation)]);
    const listed = groups.map((group) => ({ label: group, items: items(group) })).filter((group) => group.items.length);
    return choice({ onchange: () => this.choose(this.picker.value) }, listed);
  }

  #dropZone() {
    show(this.#drop, icon("M12 16V4M7 9l5-5 5 5M4 16v4h16v-4"), h("p", null, h("b", null, "Drop or paste an image"), " or take a sample"),
      h("div.actions", null, SAMPLES.map((name) =>
        button([h("img", { src: sampleUrl(name), alt: "" }), name.replace(".png", "")], async () => this.#open(await fromSample(name)), "button.sample"))));
  }

  // Choose an operation; `prefer` is the response to ask for.
  choose(name, prefer = "") {
    const operation = (this.operation = session.contract.operations.find((found) => found.name === name));
    this.picker.value = name;
    show(this.#summary, operation.summary,
      operation.withdrawn ? h("b.mid", null, ` The vendor withdrew it on ${operation.withdrawn}.`) : null,
      h("br"), `${operation.formats.join(", ")}; ${operation.sides.join(" to ")} pixels a side.`);
    show(this.#options, operation.options.map(optionField), operation.options.length ? null : h("p.muted", null, "None."));
    show(this.#region, operation.regions.map((region) => h("option", { value: region }, region)));
    const examples = operation.examples.map((key) => [`example=${key}`, key]);
    const failures = operation.failures.map(({ status, name: key, code }) =>
      [`code=${status}, example=${key}`, `${status} ${code} ${key}`]);
    const select = choice(null, [["", "what the emulator reads"],
      { label: "Examples of the contract", items: examples }, { label: "Errors", items: failures }], prefer);
    this.#prefer.replaceWith(select);
    this.#prefer = select;
    this.#clearResult();
    if (this.#input?.pdf) this.#show();
  }

  async #take(file) {
    this.viewer.element.classList.remove("over");
    if (file) await this.#open(fromFile(file));
  }

  async #open(input) {
    this.#input = input;
    this.#url.value = "";
    await this.#show();
    announce(`Opened ${input.name}`);
  }

  async #turnTo(number) {
    const page = Math.min(Math.max(1, number || 1), this.#input.pages);
    this.#page.value = this.#input.page = page;
    const option = this.#options.querySelector("[name=pdf_page_number]");
    if (option) option.value = page;
    await this.#show();
  }

  // Show the input in the viewer, without a result.
  async #show() {
    const input = this.#input;
    this.#clearResult();
    this.#drop.hidden = true;
    try {
      const found = await preview(input, this.operation);
      if (input !== this.#input) return;
      if (this.#viewed) URL.revokeObjectURL(this.#viewed);
      this.#viewed = found.url;
      this.viewer.open(found.url, found.width, found.height, input.name);
    } catch (error) {
      this.viewer.close();
      show(this.#drop, h("p", null, h("b", null, input.name), ` cannot be shown here: ${error.message}`), h("p", null, "It can be sent all the same."));
      this.#drop.hidden = false;
    }
    this.#pages.hidden = !input.pdf;
    this.#pages.lastChild.textContent = ` of ${input.pages}`;
  }

  #clearResult() {
    this.viewer.draw([]);
    this.results.clear();
  }

  #given() {
    const given = {};
    for (const { name, kind } of this.operation.options) {
      const fields = [...this.#options.querySelectorAll(`[name="${name}"]`)];
      if (kind === "array") {
        const chosen = fields.filter((field) => field.checked).map((field) => field.value);
        if (chosen.length) given[name] = chosen;
      } else if (fields[0].value !== "" && fields[0].value !== NOT_SENT) {
        given[name] = { boolean: (text) => text === "true", integer: Number }[kind]?.(fields[0].value) ?? fields[0].value;
      }
    }
    return given;
  }

  // Send the request and show what comes back.
  async send() {
    const { operation } = this;
    const input = this.#input;
    const url = this.#url.value.trim();
    if (session.mode === "record") return this.#problem("The emulator is recording: it passes every call on to the service, which bills it. The playground sends nothing in this mode.");
    if (!url && !input) return this.#problem("Choose an image first: drop one, paste one, or take a sample.");
    const options = this.#given();
    const [region, prefer] = [this.#region.value, this.#prefer.value];
    this.#send.disabled = true;
    this.results.wait();
    try {
      const body = url ? { url, ...options } : { [operation.input]: await base64(input.blob), ...options };
      const outcome = await recognize({ operation, region, body, prefer });
      const call = { operation, region, options, prefer, url, file: url ? "" : input.name, sample: url ? "" : input.sample, blob: url ? null : input.blob, page: input?.pdf ? input.page : null };
      this.#present(await this.results.show(call, outcome), outcome);
    } catch (error) {
      this.#problem(error.message);
    } finally {
      this.#send.disabled = false;
    }
  }

  #present(reading, outcome) {
    if (!reading) return announce(`Refused: ${outcome.json?.error_code ?? outcome.broken}`);
    // Positions of an example belong to another image.
    const { fields, lines, tables, areas, direction } = reading;
    const { example } = this.results;
    const items = [...areas, ...tables.flatMap((table) => table.cells), ...lines, ...fields];
    this.viewer.draw(example ? [] : items.filter((item) => item.points));
    if (!example && direction > 1) this.viewer.rotate(Math.round(direction));
    announce(`${example ? "An example of the contract" : "Read"}: ${fields.length} fields, ${lines.length} lines, ${tables.length} tables`);
  }

  #problem(text) {
    this.results.clear(text);
    announce(text);
  }

  #mark(item, mark) {
    this.viewer.mark(item, mark);
    this.results.mark(item, mark);
  }

  #select(item) {
    this.results.reveal(item);
    this.#mark(item, "selected");
  }
}

const NOT_SENT = "\u0000";

// Return the form field of one option, with the contract's own help text.
function optionField({ name, kind, help, values, minimum }) {
  const hint = h("small.help", { id: `help-${name}` }, help.replace(/`/g, ""));
  const common = { name, "aria-describedby": `help-${name}` };
  if (kind === "array") {
    return h("fieldset", null, h("legend", null, name), hint, h("div.checks", null,
      values.map(([value, label]) => h("label", null, h("input", { type: "checkbox", name, value }), label))));
  }
  const items = kind === "boolean" ? [["true", "true"], ["false", "false"]] : values;
  const control = items.length ? choice(common, [[NOT_SENT, "not sent"], ...items])
    : h("input", { ...common, type: kind === "integer" ? "number" : "text", min: minimum, autocomplete: "off" });
  return labelled(name, control, hint);
}
