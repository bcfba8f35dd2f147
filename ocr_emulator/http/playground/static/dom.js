// DOM builder: elements from a selector, properties and children; text always stays text.

const SVG = "http://www.w3.org/2000/svg";

// Return an element. `spec` is `tag.class#id`, `svg:tag` for SVG; `on…` properties are listeners,
// others are properties where the element has them and attributes otherwise; null leaves one out.
export function h(spec, props, ...children) {
  const [tag, ...marks] = spec.split(/(?=[.#])/);
  const node = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const mark of marks) {
    if (mark[0] === ".") node.classList.add(mark.slice(1));
    else node.id = mark.slice(1);
  }
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list" && !(node instanceof SVGElement)) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...present(children));
  return node;
}

const present = (children) => children.flat(2).filter((child) => child !== null && child !== undefined);

// Replace the content of an element.
export const show = (node, ...children) => node.replaceChildren(...present(children));

// Return an icon drawn from path data.
export const icon = (d) => h("svg:svg", { viewBox: "0 0 24 24", "aria-hidden": true }, h("svg:path", { d }));

// Tell users of a screen reader what happened.
export const announce = (text) => show(document.getElementById("status"), text);

// Return a button that is no submit button.
export const button = (text, onclick, spec = "button") => h(spec, { type: "button", onclick }, text);

// Return a button that copies what `text` returns.
export function copyButton(text, what = "Copy") {
  const node = button(what, async () => {
    await copy(text());
    show(node, "Copied");
    announce("Copied to the clipboard");
    setTimeout(() => show(node, what), 1500);
  }, "button.small");
  return node;
}

async function copy(text) {
  // Plain http on another host than loopback has no clipboard API.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = h("textarea.sr", { value: text });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

// Start the download of a file.
export function download(name, data, type = "application/octet-stream") {
  const href = URL.createObjectURL(new Blob([data], { type }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

// Return a select element from pairs of value and label, or groups `{label, items}` of them.
export function choice(props, items, value) {
  const option = ([key, label]) => h("option", { value: key }, label);
  const node = h("select", props, items.map((item) =>
    Array.isArray(item) ? option(item) : h("optgroup", { label: item.label }, item.items.map(option))));
  if (value !== undefined) node.value = value;
  return node;
}

// Return a description list from pairs of name and value; empty values are left out.
export const facts = (pairs, spec = "dd") =>
  h("dl", null, pairs.filter(([, value]) => value || value === 0).map(([name, value]) => [h("dt", null, name), h(spec, null, String(value))]));

// Return a label with its control.
export const labelled = (text, control, help) => h("label.field", null, h("span", null, text), control, help);
