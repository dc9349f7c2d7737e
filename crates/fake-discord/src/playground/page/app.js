// Puts the page together: who the reader is, what they see, and what a press does.

import * as api from "./api.js";
import { ChannelView } from "./channel.js";
import { Composer } from "./composer.js";
import { chooseFrom, fillIn } from "./dialogs.js";
import { element } from "./dom.js";
import { mount, phonesOff } from "./panel.js";
import { peopleNav } from "./people.js";
import { Phone, toast } from "./phone.js";
import { tick } from "./times.js";
import { discordLocale, language, word } from "./words.js";

const address = new URLSearchParams(location.search);
const byId = (id) => document.getElementById(id);
const direct = "@";

class Page {
  constructor(world) {
    const guild = world.guilds[0];
    this.guild = guild;
    // In the order in which they came.
    this.people = Object.entries(guild.people).sort(([, a], [, b]) => (BigInt(a) < BigInt(b) ? -1 : 1));
    const [name, id] = this.people.find(([name]) => name === address.get("as")) ?? this.people[0];
    this.me = { name, id };
    this.names = this.nameTable(world);
    const channels = Object.entries(guild.channels);
    this.channels = [...channels.map(([name, id]) => ({ name: `#${name}`, id })), { name: word("directMessages"), id: direct }];
    this.channel = this.channels.find((channel) => channel.id === world.channel_id) ?? this.channels[0];
  }

  nameTable(world) {
    const guild = this.guild;
    const invert = (map) => Object.fromEntries(Object.entries(map).map(([name, id]) => [id, name]));
    const [people, roles, channels] = [guild.people, guild.roles, guild.channels].map(invert);
    return {
      user: (id) => people[id] ?? (id === world.bot_id ? word("app") : id),
      role: (id) => roles[id] ?? id,
      channel: (id) => channels[id] ?? id,
      isMe: (id) => id === this.me.id,
      link: (text, url, style) => this.link(text, url, style),
    };
  }

  // A link to a message scrolls to it. Any other one would leave this machine, so the page only says where it leads.
  link(text, url, style = "link") {
    const here = new RegExp(`^https://discord\\.com/channels/${this.guild.id}/(\\d+)(?:/(\\d+))?$`).exec(url);
    const shown = text ?? (here ? `#${this.names.channel(here[1])}` : url);
    const follow = () => {
      if (!here) toast(word("opensInDiscord", { address: url }));
      else if (!this.view.reveal(here[2])) toast(word("messageNotHere"));
    };
    return element("button", { type: "button", class: style, title: url, onclick: follow }, shown);
  }

  async start() {
    const { name } = this.me;
    document.documentElement.lang = language;
    document.title = `${name} · ${this.guild.name}`;
    await api.change(name, { locale: discordLocale });
    this.dm = (await api.dm(name)).channel;
    byId("people").replaceChildren(...peopleNav(this.people.map(([name]) => name), name, this.guild.name));
    this.phone = new Phone(name, phonesOff.includes(name), () => this.showChannel());
    byId("phone").replaceChildren(this.phone.node);
    this.panel = mount(byId("panel"), { me: this.me, world: this.guild });
    byId("panel").hidden = !this.panel;
    await this.showChannel();
    api.follow((what) => (what === "panel" ? this.panel?.changed() : this.refresh()), (is) => this.connected(is));
    setInterval(() => this.tick(), 1000);
    this.tick();
  }

  connected(is) {
    byId("lost")?.remove();
    if (is) this.panel?.changed();
    else document.body.prepend(element("p", { id: "lost", role: "alert" }, word("notReachable")));
  }

  tick() {
    tick();
    this.phone.tick();
  }

  async showChannel() {
    const main = byId("channel");
    if (this.phone.isOff) {
      main.replaceChildren(element("div", { class: "phone-off" }, element("p", {}, word("phoneIsOff", { name: this.me.name })),
        element("button", { type: "button", class: "button primary", onclick: () => this.phone.setOff(false) }, word("switchOn"))));
      return;
    }
    const { name, id } = this.channel;
    const tab = (channel) => element("button", {
      type: "button", class: "tab", "aria-pressed": String(channel === this.channel),
      onclick: () => { this.channel = channel; this.showChannel(); },
    }, channel.name);
    this.view = new ChannelView(name, {
      press: (message, component, node) => this.press(message, component, node),
      choose: (message, component, node) => this.choose(message, component, node),
      dismiss: async (message) => { await api.change(this.me.name, { dismisses: message.id }); this.refresh(); },
    });
    const channel = id === direct ? this.dm : id;
    this.composer = new Composer(this.me.name, channel, name, {
      say: (text) => this.attempt(() => api.say({ person: this.me.name, text, channel })),
      sent: (send) => this.interact(send),
      picks: (kind) => this.picks(kind),
    });
    this.pins = element("button", { type: "button", class: "tab pins", hidden: true, onclick: () => this.nextPin() });
    main.replaceChildren(element("nav", { "aria-label": word("channels"), class: "tabs" }, this.channels.map(tab), this.pins),
      this.view.list, this.composer.node);
    await this.refresh();
  }

  // Reads what the person sees. A change while it reads makes it read once more.
  async refresh() {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    try {
      do {
        this.again = false;
        await this.readOnce();
      } while (this.again);
    } catch (error) {
      if (!(error instanceof api.Unreachable)) throw error;
    } finally {
      this.reading = false;
    }
  }

  async readOnce() {
    if (this.phone.isOff) return;
    const known = this.channels.map((channel) => ({ ...channel, real: channel.id === direct ? this.dm : channel.id }));
    const all = await Promise.all(known.map((channel) => api.messages(channel.real, this.me.name)));
    const messages = known.flatMap((channel, index) => all[index].map((message) =>
      ({ ...message, isDirect: channel.id === direct, channelName: channel.name.replace(/^#/, "") })));
    this.phone.hear(messages, this.me, this.names);
    const here = all[known.findIndex((channel) => channel.id === this.channel.id)];
    this.view.show(here, this.names, (message) => this.isMentioned(message));
    this.showPins(here.filter((message) => message.pinned_at));
  }

  // By what the message says now. Whom a role's mention means is known from whom it notified.
  isMentioned(message) {
    const byRole = message.mention_roles.length > 0 || message.mention_everyone;
    return message.mentions.some((user) => user.id === this.me.id) || (byRole && message.pings.people.includes(this.me.name));
  }

  // Each press goes to the next pinned message, from the newest.
  showPins(pinned) {
    this.pinned = pinned;
    this.pins.textContent = word("pinnedMessages", { count: pinned.length });
    this.pins.hidden = pinned.length === 0;
  }

  nextPin() {
    const at = this.pinned.findIndex((message) => message.id === this.shownPin);
    const next = this.pinned.at(at <= 0 ? -1 : at - 1);
    this.shownPin = next?.id;
    if (next) this.view.reveal(next.id);
  }

  // Does what may be refused, and says why it was.
  async attempt(act) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof api.Unreachable) return null;
      if (!(error instanceof api.Refused)) throw error;
      toast(word("noPermission", { name: this.me.name, reason: error.message }));
      return null;
    }
  }

  // Sends an interaction, and follows its first answer. Whether it was sent.
  async interact(send) {
    const sent = await this.attempt(send);
    if (!sent) return false;
    this.follow(sent.interaction);
    return true;
  }

  async follow(interaction) {
    const answer = await api.answer(interaction);
    if (!answer.answered) toast(word("noResponse"));
    else if (answer.type === 9) await this.openModal(interaction, answer.data);
  }

  async openModal(interaction, modal) {
    const texts = await fillIn(modal, (input) => this.options(input));
    if (texts) await this.interact(() => api.modal({ person: this.me.name, interaction, texts }));
  }

  async press(message, component, node) {
    node.setAttribute("aria-busy", "true");
    // The version that the person sees: it may have changed in the meantime.
    const version = message.versions.length - 1;
    const sent = await this.attempt(() =>
      api.click({ person: this.me.name, message: message.id, custom_id: component.custom_id, version }));
    if (sent) await this.follow(sent.interaction);
    node.removeAttribute("aria-busy");
  }

  async choose(message, component) {
    const values = await chooseFrom(component, this.options(component));
    if (!values) return;
    await this.interact(() =>
      api.click({ person: this.me.name, message: message.id, custom_id: component.custom_id, values }));
  }

  // What a select offers.
  options(component) {
    return component.options ?? this.picks(component.type) ?? [];
  }

  // The people (5), roles (6), both (7) or channels (8) of the server.
  picks(kind) {
    const list = (map) => Object.entries(map).map(([label, value]) => ({ label, value }));
    const people = this.people.map(([label, value]) => ({ label, value }));
    const roles = list(this.guild.roles);
    return { 5: people, 6: roles, 7: [...people, ...roles], 8: list(this.guild.channels) }[kind];
  }
}

const page = new Page(await api.world());
await page.start();
