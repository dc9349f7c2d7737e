// The list of messages: shows what the person sees, and keeps place and focus when a message changes.

import { element } from "./dom.js";
import { messageNode } from "./message.js";
import { word } from "./words.js";

export class ChannelView {
  // `act`: what a press, a choice and dismissing do.
  constructor(name, act) {
    this.act = act;
    this.shown = new Map();
    this.list = element("div", { class: "messages", role: "log", tabindex: 0, "aria-label": word("messagesIn", { channel: name }) });
    this.empty = element("p", { class: "empty" }, word("noMessages"));
    this.list.append(this.empty);
  }

  show(messages, names, isMentioned) {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
    const focus = this.focus();
    let before = null;
    const ids = new Set(messages.map((message) => message.id));
    for (const [id, known] of this.shown) {
      if (ids.has(id)) continue;
      known.node.remove();
      this.shown.delete(id);
    }
    for (const message of messages) {
      const now = JSON.stringify(message);
      let known = this.shown.get(message.id);
      if (known?.was !== now) {
        const node = messageNode(message, this.context(message, names, isMentioned(message)));
        if (known) known.node.replaceWith(node);
        else this.insert(node, before);
        known = { was: now, node };
        this.shown.set(message.id, known);
      }
      before = known.node;
    }
    this.empty.hidden = messages.length > 0;
    this.restore(focus);
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  insert(node, before) {
    if (before) before.after(node);
    else this.list.prepend(node);
  }

  context(message, names, isMentioned) {
    return {
      // A role that is mentioned lights up for whom it notified.
      names: { ...names, isMine: () => isMentioned },
      isMentioned,
      press: (component, node) => this.act.press(message, component, node),
      choose: (component, node) => this.act.choose(message, component, node),
      dismiss: () => this.act.dismiss(message),
    };
  }

  // What has the focus: the message, and the button in it.
  focus() {
    const active = document.activeElement;
    const message = active?.closest?.("[data-message]");
    if (!message || !this.list.contains(message)) return null;
    return { id: message.dataset.message, button: active.dataset.customId };
  }

  restore(focus) {
    if (!focus || this.list.contains(document.activeElement)) return;
    const node = this.shown.get(focus.id)?.node;
    const button = [...(node?.querySelectorAll("[data-custom-id]") ?? [])].find((one) => one.dataset.customId === focus.button);
    (button ?? node ?? this.list).focus({ preventScroll: true });
  }

  // Scrolls to a message. Whether it is there.
  reveal(id) {
    const node = this.shown.get(id)?.node;
    node?.scrollIntoView({ block: "center" });
    node?.focus({ preventScroll: true });
    return Boolean(node);
  }
}
