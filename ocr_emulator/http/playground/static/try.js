// Try: operation, options and image on one side, the image and the result on the other.

import { session } from "./api.js";
import { recognize } from "./call.js";
import { announce, button, choice, h, icon, labelled, show } from "./dom.js";
import { control, filled } from "./fields.js";
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
  #form;
  #operation;

  constructor(element) {
    const link = { hover: (item) => this.#mark(item, "hover"), select: (item) => this.#select(item) };
    this.viewer = new Viewer(link);
    this.results = new Results(link);
    this.viewer.element.append(this.#drop);
    this.#operation = this.#picker();
    this.#form = h("form.side", { onsubmit: (event) => { event.preventDefault(); this.send(); } },
      labelled("Operation", this.#operation), this.#summary,
      h("div.actions", null, this.#send, h("label.button", { htmlFor: "file" }, "Choose a file"), this.#chooser),
      h("details", { open: innerWidth > 720 }, h("summary", null, "Options"), this.#options),
      h("details", null, h("summary", null, "Request and response"),
        labelled("Region", this.#region), labelled("Response", this.#prefer), labelled("URL in place of a file", this.#url)));
    show(element, h("div.studio", null, this.#form,
      h("div.centre", null, h("div.bar", null, button("Samples", () => this.#dropZone(), "button.small"), this.#pages, this.viewer.bar), this.viewer.element), this.results.element));
    this.#dropZone();
    for (const name of ["dragover", "dragleave", "drop"]) {
      element.addEventListener(name, (event) => {
        event.preventDefault();
        this.viewer.element.classList.toggle("over", name === "dragover");
        if (name === "drop") this.#take(firstFile(event.dataTransfer));
      });
    }
    document.addEventListener("paste", (event) => this.#take(firstFile(event.clipboardData)));
    this.choose("recognize_general_text");
  }

  #picker() {
    const { groups, operations } = session.contract;
    const mark = ({ name, withdrawn }) => (withdrawn ? ` (withdrawn ${withdrawn})` : session.readers.includes(name) ? "" : " · example only");
    const items = groups.map((label) => ({ label, items: operations.filter(({ group }) => group === label).map((found) => [found.name, found.title + mark(found)]) }));
    return choice({ onchange: () => this.choose(this.#operation.value) }, items.filter((group) => group.items.length));
  }

  #dropZone() {
    this.#drop.hidden = false;
    show(this.#drop, icon("M12 16V4M7 9l5-5 5 5M4 16v4h16v-4"), h("p", null, h("b", null, "Drop or paste an image"), " or take a sample"),
      h("div.actions", null, SAMPLES.map((name) =>
        button([h("img", { src: sampleUrl(name), alt: "" }), name.replace(".png", "")], async () => this.#open(await fromSample(name)), "button.sample"))));
  }

  // Choose an operation; `prefer` is the response to ask for.
  choose(name, prefer = "") {
    const found = (this.operation = session.contract.operations.find((operation) => operation.name === name));
    this.#operation.value = name;
    show(this.#summary, found.summary, found.withdrawn ? h("b.mid", null, ` The vendor withdrew it on ${found.withdrawn}.`) : null, h("br"), found.limits);
    show(this.#options, found.options.length ? found.options.map(control) : h("p.muted", null, "This operation has none."));
    const region = choice(null, found.regions.map((name) => [name, name]));
    const response = choice({ name: "response" }, [["", "what the emulator reads"], { label: "Examples of the contract", items: found.examples }, { label: "Errors", items: found.failures }], prefer);
    this.#region.replaceWith(region);
    this.#prefer.replaceWith(response);
    [this.#region, this.#prefer] = [region, response];
    this.#clearResult();
    if (this.#input?.pdf) this.#show();
  }

  #take(file) {
    if (file) this.#open(fromFile(file));
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

  // Send the request and show what comes back.
  async send() {
    const { operation } = this;
    const input = this.#input;
    const url = this.#url.value.trim();
    if (session.mode === "record") return this.#problem("The emulator is recording: it passes every call on to the service, which bills it. The playground sends nothing in this mode.");
    if (!url && !input) return this.#problem("Choose an image first: drop one, paste one, or take a sample.");
    const call = { operation, region: this.#region.value, prefer: this.#prefer.value, options: filled(operation.options, this.#form), url, file: "", sample: "" };
    if (!url) Object.assign(call, { file: input.name, sample: input.sample, blob: input.blob, page: input.pdf ? input.page : null });
    this.#send.disabled = true;
    this.results.wait();
    try {
      const outcome = await recognize(call, url ? { url } : { [operation.input]: await base64(input.blob) });
      this.#present(await this.results.show(call, outcome), outcome);
    } catch (error) {
      this.#problem(error.message);
    } finally {
      this.#send.disabled = false;
    }
  }

  #present(reading, outcome) {
    if (!reading) return announce(`Refused: ${outcome.json?.error_code ?? outcome.broken}`);
    const { fields, lines, tables, direction } = reading;
    const { example, boxes } = this.results;
    this.viewer.draw(boxes);
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
