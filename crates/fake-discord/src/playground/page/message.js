// One message as Discord shows it: author, text, embeds, buttons and selects.

import { element, newId } from "./dom.js";
import { markdown, plain } from "./markdown.js";
import { written } from "./times.js";
import { word } from "./words.js";

const PIN_NOTICE = 6;
const LOADING = 1 << 7;

export const nameOf = (user) => user.global_name ?? user.username;

export function avatar(name) {
  const sum = [...name].reduce((sum, sign) => sum + sign.codePointAt(0), 0);
  return element("span", { class: `avatar tint${sum % 6}`, "aria-hidden": true }, [...name][0]?.toUpperCase() ?? "?");
}

// The text of a push that a message causes.
export function pushText(message, names) {
  const embed = message.embeds[0];
  return plain(message.content || embed?.title || embed?.description || "", names);
}

// `context`: names, whether the reader is mentioned, and what a press, a choice and dismissing do.
export function messageNode(message, context) {
  const { names } = context;
  const author = nameOf(message.author);
  const created = new Date(message.created_at);
  const title = newId();
  const time = element("time", { datetime: created.toISOString(), title: written(created, "F") }, written(created, "t"));
  if (message.type === PIN_NOTICE) {
    return element("article", { class: "message notice", "data-message": message.id, tabindex: -1 },
      element("p", {}, word("pinnedAMessage", { name: author }), " ", time));
  }
  const isPrivate = Boolean(message.ephemeral_to);
  const node = element("article", {
    class: ["message", isPrivate && "private", context.isMentioned && "mentioned"].filter(Boolean).join(" "),
    "data-message": message.id,
    "aria-labelledby": title,
    tabindex: -1,
  });
  const body = element("div", { class: "body" });
  node.append(avatar(author), body);
  if (message.message_reference) body.append(reply(message, context));
  body.append(element("h3", { id: title },
    element("span", { class: "author" }, author),
    message.author.bot && element("span", { class: "badge" }, word("app")),
    time,
    message.pinned_at && element("span", { class: "pin" }, word("pinned"))));
  if (message.flags & LOADING) body.append(element("p", { class: "thinking" }, word("thinking", { name: author })));
  if (message.content) {
    body.append(element("div", { class: "content" }, markdown(message.content, names),
      message.edited_timestamp && !isPrivate && element("span", { class: "edited" }, ` ${word("edited")}`)));
  }
  for (const embed of message.embeds) body.append(embedNode(embed, names));
  for (const file of message.attachments ?? []) body.append(element("p", { class: "file" }, file.filename));
  for (const component of message.components) body.append(...componentNodes(component, context));
  if (isPrivate) {
    body.append(element("p", { class: "only-you" }, word("onlyYou"), " · ",
      element("button", { type: "button", class: "plain", onclick: context.dismiss }, word("dismiss"))));
  }
  return node;
}

function reply(message, { names }) {
  const to = message.referenced_message;
  const name = to ? nameOf(to.author) : "?";
  const text = to ? pushText(to, names).slice(0, 80) : word("deletedMessage");
  return element("p", { class: "reply" }, word("repliesTo", { name, text }));
}

function embedNode(embed, names) {
  const node = element("section", { class: "embed" });
  node.style.borderInlineStartColor = embed.color ? `#${embed.color.toString(16).padStart(6, "0")}` : "";
  if (embed.author?.name) node.append(element("p", { class: "embed-author" }, embed.author.name));
  if (embed.title) node.append(element("h4", {}, markdown(embed.title, names)));
  if (embed.description) node.append(element("div", {}, markdown(embed.description, names)));
  if (embed.fields?.length) {
    node.append(element("dl", {}, embed.fields.map((field) =>
      element("div", { class: field.inline ? "field inline" : "field" },
        element("dt", {}, markdown(field.name, names)), element("dd", {}, markdown(field.value, names))))));
  }
  if (embed.footer?.text) node.append(element("p", { class: "embed-footer" }, embed.footer.text));
  return node;
}

// A component of a message, with those in it. What is not known shows nothing.
function componentNodes(component, context) {
  const inner = () => (component.components ?? []).flatMap((one) => componentNodes(one, context));
  switch (component.type) {
    case 1:
      return [element("div", { class: "row" }, inner())];
    case 2:
      return [button(component, context)];
    case 3: case 5: case 6: case 7: case 8:
      return [select(component, context)];
    case 9:
      return [element("div", { class: "row" }, inner(), component.accessory && componentNodes(component.accessory, context))];
    case 10:
      return [element("div", { class: "content" }, markdown(component.content, context.names))];
    case 14:
      return [element("hr")];
    case 17:
      return [element("section", { class: "embed" }, inner())];
    default:
      return [];
  }
}

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };

function button(component, context) {
  const label = [component.emoji?.name, component.label].filter(Boolean).join(" ");
  if (component.style === 5) return context.names.link(label, component.url, "button secondary");
  return element("button", {
    type: "button",
    class: `button ${STYLES[component.style] ?? "secondary"}`,
    disabled: component.disabled,
    "data-custom-id": component.custom_id,
    onclick: (event) => context.press(component, event.currentTarget),
  }, label);
}

function select(component, context) {
  return element("button", {
    type: "button",
    class: "select",
    disabled: component.disabled,
    "aria-haspopup": "dialog",
    "data-custom-id": component.custom_id,
    onclick: (event) => context.choose(component, event.currentTarget),
  }, component.placeholder ?? word("choose"));
}
