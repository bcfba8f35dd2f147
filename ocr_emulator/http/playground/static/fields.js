// Form fields from their descriptions, and the JSON of a filled form.

import { choice, h, labelled } from "./dom.js";

// Stands for "not sent": an empty text can be a value of an option.
const NOTHING = "\u0000";

// Return the control of a field with its label and its help.
export function control({ name, label, kind, placeholder, values, required, help }) {
  const id = `help-${name}`;
  const hint = help ? h("small.help", { id }, help) : null;
  const props = { name, placeholder, required, "aria-describedby": help ? id : null };
  if (kind === "several") {
    const boxes = values.map(([value, text]) => h("label", null, h("input", { type: "checkbox", name, value }), text));
    return h("fieldset", null, h("legend", null, label), hint, h("div.checks", null, boxes));
  }
  if (kind === "choice" || kind === "boolean") {
    return labelled(label, choice(props, values.map(([value, text]) => [value ?? NOTHING, text])), hint);
  }
  const list = values.length ? h(`datalist#list-${name.replace(".", "-")}`, null, values.map(([value, text]) => h("option", { value }, text))) : null;
  const type = kind === "number" ? kind : "text";
  return labelled(label, h("input", { ...props, type, step: "any", autocomplete: "off", list: list?.id }), list ?? hint);
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
