// The person's phone: its lock screen, and whether it is on. It rings only for who is really notified.

import { element, newId } from "./dom.js";
import { nameOf, pushText } from "./message.js";
import { now, written } from "./times.js";
import { word } from "./words.js";

// What a lock screen shows of a push.
const SHOWN = 80;
const SILENT = 1 << 12;

export class Phone {
  // `changed` is called when the phone is switched on or off.
  constructor(name, isOff, changed) {
    Object.assign(this, { name, changed });
    this.key = `off:${name}`;
    this.rung = new Map();
    this.isFirst = true;
    const saved = sessionStorage.getItem(this.key);
    this.isOff = saved === null ? isOff : saved === "true";
    const heading = newId();
    this.clock = element("p", { class: "clock", "aria-hidden": true });
    this.list = element("ol", { class: "pushes" });
    this.count = element("p", { class: "count" });
    this.sound = element("input", { type: "checkbox" });
    this.power = element("input", { type: "checkbox", role: "switch", onchange: () => this.setOff(!this.power.checked) });
    this.screen = element("div", { class: "screen" }, this.clock, this.list);
    this.node = element("section", { "aria-labelledby": heading, class: "phone" },
      element("h2", { id: heading }, word("phoneOf", { name })), this.screen, this.count,
      element("label", {}, this.power, " ", word("phoneOn")), element("label", {}, this.sound, " ", word("sound")));
    this.showPower();
  }

  setOff(isOff) {
    this.isOff = isOff;
    this.wasOff = true;
    sessionStorage.setItem(this.key, String(isOff));
    this.showPower();
    this.changed();
  }

  showPower() {
    this.power.checked = !this.isOff;
    this.screen.classList.toggle("off", this.isOff);
  }

  isRing(message, me) {
    return message.pings.people.includes(me.name)
      || (message.isDirect && message.author.id !== me.id && !(message.flags & SILENT));
  }

  // Takes the messages that the person sees now. Rings for the new ones, if it is on.
  hear(messages, me, names) {
    if (this.isOff) return;
    const isBack = this.wasOff;
    const news = messages.filter((message) => this.isRing(message, me) && !this.rung.has(message.id));
    for (const message of news) {
      const where = message.isDirect ? word("direct") : `#${message.channelName}`;
      const text = pushText(message, names);
      const push = [...text].length > SHOWN ? `${[...text].slice(0, SHOWN).join("")}…` : text;
      this.rung.set(message.id, { from: nameOf(message.author), where, push, at: message.created_at });
      // What rang before the page was opened is on the lock screen, and does not ring again.
      if (!this.isFirst || isBack) this.ring(message.id);
    }
    this.isFirst = false;
    this.wasOff = false;
    if (news.length || !this.list.childElementCount) this.show();
  }

  show() {
    const newest = [...this.rung].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? 1 : -1));
    this.list.replaceChildren(...newest.map(([id, push]) => element("li", { "data-push": id },
      element("span", { class: "push-head" }, `${push.from} (${push.where})`, " ",
        element("time", { datetime: new Date(push.at).toISOString() }, written(push.at, "t"))),
      element("span", { class: "push" }, push.push))));
    const count = this.rung.size;
    this.count.textContent = count === 0 ? word("quietPhone") : count === 1 ? word("rangOnce") : word("rang", { count });
  }

  ring(id) {
    const push = this.rung.get(id);
    const toast = element("div", { class: "toast ring" },
      element("strong", {}, `${push.from} (${push.where})`), element("span", {}, push.push));
    showToast(toast);
    this.screen.classList.remove("rings");
    // Starts the animation again.
    void this.screen.offsetWidth;
    this.screen.classList.add("rings");
    if (this.sound.checked) beep();
  }

  tick() {
    this.clock.textContent = written(now(), "t");
  }
}

// A note at the edge of the page, for a while. Screen readers say it.
export function showToast(toast) {
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), 8000);
}

export const toast = (text) => showToast(element("div", { class: "toast" }, text));

let audio = null;

function beep() {
  audio ??= new AudioContext();
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  volume.gain.setValueAtTime(0.1, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  tone.frequency.value = 880;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
}
