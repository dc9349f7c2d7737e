// The line in which a person writes, and the form of a command with its options.

import * as api from "./api.js";
import { element, newId } from "./dom.js";
import { discordLocale, word } from "./words.js";

const localized = (of, field) => of[`${field}_localizations`]?.[discordLocale] ?? of[field];

// The commands with their subcommands, as a person types them: `card give`.
function flatten(commands) {
  const nested = (prefix, label, list) => list.flatMap((option) =>
    option.type === 2 ? nested(`${prefix} ${option.name}`, `${label} ${localized(option, "name")}`, option.options ?? [])
      : [{ ...option, path: `${prefix} ${option.name}`, label: `${label} ${localized(option, "name")}` }]);
  return commands.filter((command) => (command.type ?? 1) === 1).flatMap((command) => {
    const subcommands = (command.options ?? []).filter((option) => option.type <= 2);
    const label = localized(command, "name");
    return subcommands.length ? nested(command.name, label, subcommands) : [{ ...command, path: command.name, label }];
  });
}

export class Composer {
  // `act`: `say(text)` and `sent(interaction)`; `picks(kind)` lists the people, roles or channels of an option.
  constructor(person, channel, channelName, act) {
    Object.assign(this, { person, channel, channelName, act });
    this.node = element("div", { id: "composer" });
    this.showLine();
  }

  showLine() {
    const list = new Suggestions(word("commands"));
    const input = element("input", {
      type: "text", autocomplete: "off", maxlength: 2000, placeholder: word("writeTo", { channel: this.channelName }),
      "aria-label": word("writeTo", { channel: this.channelName }), "aria-description": word("typeSlash"),
    });
    list.attach(input);
    const suggest = async () => {
      const typed = input.value;
      if (!typed.startsWith("/")) return list.show([]);
      const { global, guild } = await api.commands();
      // Discord finds a command by its name in the person's language, and by its first name.
      const begins = (name) => `/${name}`.startsWith(typed.trimEnd());
      const fits = flatten([...guild, ...global]).filter((command) => begins(command.label) || begins(command.path));
      if (input.value !== typed) return;
      list.show(fits.map((command) => ({
        label: `/${command.label}`, hint: localized(command, "description"), pick: () => this.showCommand(command),
      })));
    };
    const send = (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (!text || text.startsWith("/")) return;
      input.value = "";
      this.act.say(text);
    };
    const slash = () => { input.value = "/"; input.focus(); suggest(); };
    input.addEventListener("input", suggest);
    this.node.replaceChildren(element("form", { class: "line-form", onsubmit: send }, list.node,
      element("button", { type: "button", class: "button secondary", onclick: slash, "aria-label": word("commands") }, "/"),
      input, element("button", { class: "button primary" }, word("send"))));
    return input;
  }

  showCommand(command) {
    const options = [...(command.options ?? [])].sort((a, b) => Number(b.required ?? false) - Number(a.required ?? false));
    const fields = options.map((option) => this.field(command, option, () => this.filled(fields)));
    const leave = () => this.showLine().focus();
    const send = async (event) => {
      event.preventDefault();
      const body = { person: this.person, command: command.path, channel: this.channel, options: this.filled(fields) };
      if (await this.act.sent(() => api.slash(body))) leave();
    };
    const escape = (event) => { if (event.key === "Escape" && !event.defaultPrevented) leave(); };
    const form = element("form", { class: "command", onsubmit: send, onkeydown: escape },
      element("fieldset", {}, element("legend", {}, `/${command.label}`, " ", element("small", {}, localized(command, "description"))),
        fields.map((field) => field.node)),
      element("div", { class: "buttons" },
        element("button", { type: "button", class: "button secondary", onclick: leave }, word("cancel")),
        element("button", { class: "button primary" }, word("send"))));
    this.node.replaceChildren(form);
    (form.querySelector("input, select") ?? form.querySelector(".primary")).focus();
  }

  filled(fields) {
    return Object.fromEntries(fields.map((field) => [field.name, field.value()]).filter(([, value]) => value !== null));
  }

  field(command, option, filled) {
    const [id, hint] = [newId(), newId()];
    const control = this.control(command, option, id, hint, filled);
    const node = element("div", { class: "form-field" },
      element("label", { for: id }, localized(option, "name"), " ",
        element("small", {}, option.required ? word("required") : word("optional"))),
      control.node, element("small", { id: hint, class: "hint" }, localized(option, "description")));
    return { name: option.name, node, value: control.value };
  }

  control(command, option, id, hint, filled) {
    const shared = { id, "aria-describedby": hint, required: option.required };
    const list = this.listOf(option);
    if (list) {
      const node = element("select", shared, option.required ? null : element("option", { value: "" }, ""),
        list.map(({ label, value }) => element("option", { value: JSON.stringify(value) }, label)));
      return { node, value: () => (node.value === "" ? null : JSON.parse(node.value)) };
    }
    const isNumber = option.type === 4 || option.type === 10;
    const input = element("input", {
      ...shared, type: isNumber ? "number" : "text", autocomplete: "off", min: option.min_value, max: option.max_value,
      step: option.type === 10 ? "any" : null, minlength: option.min_length, maxlength: option.max_length,
    });
    const value = () => (input.value === "" ? null : isNumber ? Number(input.value) : input.value);
    if (!option.autocomplete) return { node: input, value };
    const suggestions = new Suggestions(localized(option, "name"));
    suggestions.attach(input);
    const suggest = () => this.suggest(command, option, input, suggestions, filled);
    input.addEventListener("input", suggest);
    input.addEventListener("focus", suggest);
    return { node: element("div", { class: "suggesting" }, input, suggestions.node), value };
  }

  listOf(option) {
    if (option.choices?.length) return option.choices.map((choice) => ({ label: localized(choice, "name"), value: choice.value }));
    if (option.type === 5) return [{ label: word("yes"), value: true }, { label: word("no"), value: false }];
    return this.act.picks({ 6: 5, 7: 8, 8: 6, 9: 7 }[option.type])?.map(({ label, value }) => ({ label, value }));
  }

  // Asks the bot for choices. The answer to an older text is dropped.
  async suggest(command, option, input, suggestions, filled) {
    const typed = input.value;
    const options = filled();
    delete options[option.name];
    try {
      const { interaction } = await api.slash({
        person: this.person, command: command.path, channel: this.channel, options, focused: { option: option.name, so_far: typed },
      });
      const answer = await api.answer(interaction);
      if (input.value !== typed || document.activeElement !== input) return;
      suggestions.show((answer.data?.choices ?? []).map((choice) => ({
        label: localized(choice, "name"), pick: () => { input.value = choice.value; suggestions.show([]); },
      })));
    } catch (error) {
      if (!(error instanceof api.Refused)) throw error;
      suggestions.show([]);
    }
  }
}

// A list below an input, used by arrows, Enter and Escape, or by a tap.
class Suggestions {
  constructor(label) {
    this.node = element("ul", { class: "suggestions", role: "listbox", id: newId(), "aria-label": label, hidden: true });
    this.items = [];
    this.active = -1;
  }

  attach(input) {
    this.input = input;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.node.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.show([]));
  }

  show(items) {
    this.items = items;
    this.node.replaceChildren(...items.map((item, index) => element("li", {
      role: "option", id: `${this.node.id}-${index}`, "aria-selected": "false",
      // Before the input loses the focus, and the list is hidden.
      onmousedown: (event) => { event.preventDefault(); item.pick(); },
    }, item.label, item.hint && element("small", {}, item.hint))));
    this.node.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.select(-1);
  }

  select(index) {
    this.active = index;
    [...this.node.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return this.input.removeAttribute("aria-activedescendant");
    this.node.children[index].scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", this.node.children[index].id);
  }

  key(event) {
    const count = this.items.length;
    if (!count) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.select(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count);
    else if (event.key === "Escape") this.show([]);
    else if (event.key === "Enter" && (this.active >= 0 || count === 1)) this.items[Math.max(this.active, 0)].pick();
    else return;
    event.preventDefault();
  }
}
