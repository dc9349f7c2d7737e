// Dialogs: the options of a select, and the form of a modal.

import { element, newId } from "./dom.js";
import { word } from "./words.js";

// Shows a dialog until it is closed. Returns what `close` was called with; nothing for Escape.
function open(title, content) {
  return new Promise((resolve) => {
    const heading = newId();
    let result = null;
    const dialog = element("dialog", { "aria-labelledby": heading, onclose: () => { dialog.remove(); resolve(result); } });
    const close = (value) => { result = value; dialog.close(); };
    dialog.append(element("h2", { id: heading }, title), content(close));
    document.body.append(dialog);
    dialog.showModal();
  });
}

const buttons = (close, submit) => element("div", { class: "buttons" },
  element("button", { type: "button", class: "button secondary", onclick: () => close(null) }, word("cancel")),
  submit && element("button", { class: "button primary" }, submit));

// The values that a person chooses from a select.
export function chooseFrom(component, options) {
  const [min, max] = [component.min_values ?? 1, component.max_values ?? 1];
  const title = component.placeholder ?? word("choose");
  if (min <= 1 && max === 1) {
    return open(title, (close) => element("div", { class: "options" },
      options.map((option) => element("button", { type: "button", class: "option", onclick: () => close([option.value]) },
        option.label, option.description && element("small", {}, option.description))),
      buttons(close)));
  }
  return open(title, (close) => {
    const boxes = options.map((option) => element("input", { type: "checkbox", value: option.value, checked: option.default }));
    const submit = (event) => {
      event.preventDefault();
      const values = boxes.filter((box) => box.checked).map((box) => box.value);
      if (values.length >= min && values.length <= max) close(values);
    };
    return element("form", { class: "options", onsubmit: submit },
      options.map((option, index) => element("label", { class: "option" }, boxes[index], " ", option.label)),
      buttons(close, word("submit")));
  });
}

// What a person types into a modal: texts by custom id.
export function fillIn(modal, optionsOf) {
  return open(modal.title, (close) => {
    const fields = modal.components.flatMap((row) => fieldsOf(row, optionsOf)).filter(Boolean);
    const submit = (event) => {
      event.preventDefault();
      close(Object.fromEntries(fields.map((field) => [field.id, field.value()])));
    };
    return element("form", { onsubmit: submit }, fields.map((field) => field.node), buttons(close, word("submit")));
  });
}

function fieldsOf(row, optionsOf) {
  // A label has one component, an action row has a list.
  const inner = row.component ? [row.component] : row.components ?? [];
  if (row.type === 10) return [];
  return inner.map((input) => {
    const label = row.label ?? input.label ?? input.placeholder ?? "";
    const hint = row.description && newId();
    const id = newId();
    const field = input.type === 4 ? textField(input, id, hint) : selectField(input, id, hint, optionsOf(input));
    const node = element("div", { class: "form-field" }, element("label", { for: id }, label), field.control,
      hint && element("small", { id: hint }, row.description));
    return { id: input.custom_id, value: field.value, node };
  });
}

function textField(input, id, hint) {
  const long = input.style === 2;
  const control = element(long ? "textarea" : "input", {
    id,
    "aria-describedby": hint,
    placeholder: input.placeholder,
    required: input.required ?? true,
    minlength: input.min_length,
    maxlength: input.max_length ?? 4000,
  });
  control.value = input.value ?? "";
  return { control, value: () => control.value };
}

function selectField(input, id, hint, options) {
  const control = element("select", { id, "aria-describedby": hint, multiple: (input.max_values ?? 1) > 1, required: input.required ?? true },
    options.map((option) => element("option", { value: option.value, selected: option.default }, option.label)));
  return { control, value: () => [...control.selectedOptions].map((option) => option.value) };
}
