// DOM builder: elements from a selector, properties and children; text always stays text.

const SVG = "http://www.w3.org/2000/svg";

// Return an element. `spec` is `tag.class#id`, `svg:tag` for SVG. A plain object after it has its
// properties: `on…` are listeners, others are properties where the element has them and attributes
// otherwise; null leaves one out. The rest are children, also in lists; what is empty is left out.
export function h(spec, ...children) {
  const [tag, ...marks] = spec.split(/(?=[.#])/);
  const node = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const mark of marks) {
    if (mark[0] === ".") node.classList.add(mark.slice(1));
    else node.id = mark.slice(1);
  }
  const props = children[0]?.constructor === Object ? children.shift() : {};
  for (const [name, value] of Object.entries(props)) {
    if (value == null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== "list" && !(node instanceof SVGElement)) node[name] = value;
    else node.setAttribute(name, value);
  }
  show(node, children);
  return node;
}

// Replace the content of an element.
export const show = (node, ...children) =>
  node.replaceChildren(...children.flat(3).filter((child) => child || child === 0));

// Replace the content of an element, or hide it if there is none.
export function showIf(node, content) {
  node.hidden = !content;
  show(node, content);
}

// Tell users of a screen reader what happened.
export const announce = (text) => show(document.getElementById("status"), text);

// Return a button that is no submit button.
export const button = (text, onclick, spec = "button") => h(spec, { type: "button", onclick }, text);
export const smallButton = (text, onclick) => button(text, onclick, "button.small");

// Return a button that copies a text.
export function copyButton(text, label = "Copy") {
  const node = smallButton(label, async () => {
    await copy(text);
    show(node, "Copied");
    announce("Copied to the clipboard");
    setTimeout(() => show(node, label), 1500);
  });
  return node;
}

async function copy(value) {
  // Plain http on another host than loopback has no clipboard API.
  if (navigator.clipboard) return navigator.clipboard.writeText(value);
  const area = h("textarea.sr", { value });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

// Start the download of a file.
export function download(name, data) {
  const href = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

// Put options into a select element: pairs of value and label, or groups `{label, items}` of them.
export function offer(select, items, value) {
  const option = ([key, label]) => h("option", { value: key }, label);
  show(select, items.map((item) => (Array.isArray(item) ? option(item) : h("optgroup", { label: item.label }, item.items.map(option)))));
  if (value !== undefined) select.value = value;
  return select;
}

// Return a description list from pairs of name and value; empty values are left out, and the last
// digits of times.
export const facts = (pairs, spec = "dd") =>
  h("dl", pairs.filter(([, value]) => value || value === 0).map(([name, value]) => [h("dt", name), h(spec, String(value?.toFixed ? +value.toFixed(4) : value))]));

// Return a label with its control.
export const labelled = (text, control, help) => h("label.field", h("span", text), control, help);

// Return a table from the names of its columns and the cells of its rows.
export const table = (names, rows) =>
  h("table", h("thead", h("tr", names.map((name) => h("th", { scope: "col" }, name)))), h("tbody", rows.map((cells) => row(cells))));

// Return a row of a table; `props` are those of the row.
export const row = (cells, props = {}) => h("tr", props, cells.map((cell) => h("td", cell)));
