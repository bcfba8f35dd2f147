// Form fields from their descriptions, and the JSON of a filled form.

import { h, labelled, offer } from "./dom.js";

// Stands for "not sent": an empty text can be a value of an option.
const NOTHING = "\u0000";

// Return the control of a field with its label and its help.
export function control({ name, label, kind, placeholder, values, required, help }) {
  const id = help && `help-${name}`;
  const hint = help && h("small.help", { id }, help);
  const props = { name, placeholder, required, "aria-describedby": id || null };
  if (kind === "several") {
    const boxes = values.map(([value, text]) => h("label", h("input", { type: "checkbox", name, value }), text));
    return h("fieldset", h("legend", label), hint, h("div.checks", boxes));
  }
  if (kind === "choice" || kind === "boolean") {
    return labelled(label, offer(h("select", props), values.map(([value, text]) => [value ?? NOTHING, text])), hint);
  }
  const list = values.length > 0 && offer(h(`datalist#list-${name.replace(".", "-")}`), values);
  const type = kind === "number" ? kind : "text";
  return labelled(label, h("input", { ...props, type, step: "any", autocomplete: "off", list: list?.id }), list || hint);
}

// Return what is filled in, as JSON has it; `fault.code` is a member of an object.
export function filled(fields, form) {
  const read = {
    number: Number,
    boolean: (text) => text === "true",
    list: (text) => text.split(/[\s,]+/).filter(Boolean).map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  };
  const body = {};
  for (const { name, kind } of fields) {
    const given = new FormData(form).getAll(name).filter((text) => text !== NOTHING);
    if (!given.length || (given[0] === "" && kind !== "choice")) continue;
    const value = kind === "several" ? given : read[kind]?.(given[0]) ?? given[0];
    const [outer, inner] = name.split(".");
    if (inner) (body[outer] ??= {})[inner] = value;
    else body[outer] = value;
  }
  return body;
}
