// Try: operation, options and image on one side, the image and the result on the other.

import { session } from "./api.js";
import { recognize } from "./call.js";
import { announce, button, h, labelled, offer, show, smallButton } from "./dom.js";
import { control, filled } from "./fields.js";
import { base64, firstFile, fromFile, fromSample, preview, SAMPLES, sampleUrl } from "./input.js";
import * as results from "./results.js";
import * as viewer from "./viewer.js";

const RECORDING = "The emulator is recording: the service would get and bill every call, so that the playground sends none.";

const picker = h("select", { onchange: () => choose(picker.value) });
const summary = h("p.muted");
const options = h("div.options");
const region = h("select");
const response = h("select", { name: "response" });
const address = h("input", { type: "url", placeholder: "https://…", autocomplete: "off" });
const pageNumber = h("input", { type: "number", min: 1, onchange: () => turnTo(Number(pageNumber.value)) });
const pages = h("label.pages", { hidden: true }, "Page ", pageNumber, h("span"));
// Emptied first, or the same file could not be chosen again.
const chooser = h("input.sr#file", { type: "file", onclick: () => (chooser.value = ""), onchange: () => take(chooser.files[0]) });
const submit = h("button.primary", { type: "submit" }, "Recognize");
const cover = h("div.drop");
const form = h("form.side", { onsubmit: send },
  labelled("Operation", picker), summary,
  h("div.actions", submit, h("label.button", { htmlFor: "file" }, "Choose a file"), chooser),
  h("details", { open: innerWidth > 720 }, h("summary", "Options"), options),
  h("details", h("summary", "Request and response"),
    labelled("Region", region), labelled("Response", response), labelled("URL in place of a file", address)));

let operation;
let input = null;
// Address of the image in the viewer.
let shown = "";

// Fill the view.
export function start(element) {
  for (const part of [viewer, results]) part.start((item) => mark(item, "hover"), select);
  viewer.element.append(cover);
  offer(picker, session.groups);
  show(element, h("div.studio", form,
    h("div.centre", h("div.bar", smallButton("Samples", offerSamples), pages, viewer.bar), viewer.element), results.element));
  offerSamples();
  for (const name of ["dragover", "dragleave", "drop"]) {
    element.addEventListener(name, (event) => {
      event.preventDefault();
      viewer.element.classList.toggle("over", name === "dragover");
      if (name === "drop") take(firstFile(event.dataTransfer));
    });
  }
  document.addEventListener("paste", (event) => take(firstFile(event.clipboardData)));
  choose("recognize_general_text");
}

// Show something in place of the image.
function coverWith(...content) {
  show(cover, content);
  cover.hidden = false;
}

function offerSamples() {
  const sample = (name) => button([h("img", { src: sampleUrl(name), alt: "" }), name.replace(".png", "")], async () => open(await fromSample(name)), "button.sample");
  coverWith(h("p", h("b", "Drop or paste an image"), " or take a sample"), h("div.actions", SAMPLES.map(sample)));
}

// Choose an operation; `prefer` is the response to ask for.
export function choose(name, prefer = "") {
  operation = session.contract.operations.find((found) => found.name === name);
  const { withdrawn, limits, regions, examples, failures } = operation;
  picker.value = name;
  show(summary, operation.summary, withdrawn && h("b.mid", ` The vendor withdrew it on ${withdrawn}.`), h("br"), limits);
  show(options, operation.options.length ? operation.options.map(control) : h("p.muted", "This operation has none."));
  offer(region, regions.map((found) => [found, found]));
  offer(response, [["", "what the emulator reads"], { label: "Examples of the contract", items: examples }, { label: "Errors", items: failures }], prefer);
  clear();
  if (input?.pdf) view();
}

function take(file) {
  if (file) open(fromFile(file));
}

async function open(found) {
  input = found;
  address.value = "";
  await view();
  announce(`Opened ${input.name}`);
}

async function turnTo(number) {
  input.page = Math.min(Math.max(1, number || 1), input.pages);
  const option = options.querySelector("[name=pdf_page_number]");
  if (option) option.value = input.page;
  await view();
}

// Show the input in the viewer, without a result.
async function view() {
  const opened = input;
  clear();
  cover.hidden = true;
  try {
    const { url, width, height } = await preview(opened, operation);
    if (opened !== input) return;
    URL.revokeObjectURL(shown);
    shown = url;
    viewer.open(url, width, height, opened.name);
  } catch (error) {
    viewer.close();
    coverWith(h("p", h("b", opened.name), ` cannot be shown here: ${error.message}`), h("p", "It can be sent all the same."));
  }
  pages.hidden = !opened.pdf;
  pageNumber.value = opened.page;
  show(pages.lastChild, ` of ${opened.pages}`);
}

function clear() {
  viewer.draw([]);
  results.clear();
}

// Send the request and show what comes back.
async function send(event) {
  event.preventDefault();
  const [sent, used, url] = [input, operation, address.value.trim()];
  if (session.mode === "record") return explain(RECORDING);
  if (!url && !sent) return explain("Choose an image first: drop one, paste one, or take a sample.");
  const call = { operation, region: region.value, prefer: response.value, options: filled(operation.options, form), url, file: "", sample: "" };
  // An export puts the page as it was drawn into its file.
  if (!url) Object.assign(call, { file: sent.name, sample: sent.sample, image: sent.drawn ?? sent.blob, page: sent.pdf && sent.page });
  submit.disabled = true;
  results.wait();
  try {
    const outcome = await recognize(call, url ? { url } : { [operation.input]: await base64(sent.blob) });
    // Another image or operation may have been chosen meanwhile.
    if (sent === input && used === operation) await present(call, outcome);
  } catch (error) {
    explain(error.message);
  } finally {
    submit.disabled = false;
  }
}

async function present(call, outcome) {
  const { reading, example, boxes } = await results.present(call, outcome);
  if (!reading) return announce(`Refused: ${outcome.json?.error_code ?? outcome.broken}`);
  const { fields, lines, tables, direction } = reading;
  if (call.url) coverWith(h("b", "The image behind the URL is not shown."));
  else viewer.draw(boxes);
  if (!example && direction > 1) viewer.rotate(Math.round(direction));
  results.element.scrollIntoView({ block: "nearest" });
  announce(`${example ? "An example of the contract" : "Read"}: ${fields.length} fields, ${lines.length} lines, ${tables.length} tables`);
}

function explain(text) {
  results.clear(text);
  announce(text);
}

function mark(item, kind) {
  viewer.mark(item, kind);
  results.mark(item, kind);
}

function select(item) {
  results.reveal(item);
  mark(item, "selected");
}
