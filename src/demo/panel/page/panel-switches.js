// What can fail: the board, Kafka and Discord, each with the promise that is at stake. And the clock.

import * as api from "./panel-api.js";
import { element, newId } from "./dom.js";
import { word } from "./words.js";

// Faults of the simulated Discord, as its control API names them. All stay until they are switched off, but for the last:
// one lost answer is what it shows.
const FAULTS = {
  slow: { effect: "latency_before", ms: 2000 },
  errors: { effect: "status", status: 500, path: "/channels/**" },
  lost: { effect: "reset_after", method: "POST", path: "/channels/*/messages", times: 1 },
};

export class Switches {
  constructor() {
    this.armed = {};
    this.board = this.toggle("board", (on) => api.board(on));
    this.kafka = this.toggle("kafka", (on) => api.kafka(on));
    const faults = Object.keys(FAULTS).map((name) => this.toggle(name, (on) => this.fault(name, on)).node);
    this.ahead = element("p", { class: "ahead", role: "status" });
    const move = (minutes, label) => element("button", { type: "button", class: "button secondary", onclick: () => api.clock(minutes) }, label);
    this.killed = element("p", { role: "status" });
    this.node = element("div", { class: "switches" }, this.board.node, this.kill(), this.kafka.node, faults,
      element("div", { class: "switch" }, element("strong", {}, word("clock")), element("p", {}, word("clockPromise")),
        element("div", { class: "row" }, [5, 10, 20].map((minutes) => move(minutes, word("later", { minutes }))), move(null, word("realTime"))),
        this.ahead));
  }

  // The board starts again by itself, so this is no switch.
  kill() {
    const text = newId();
    return element("div", { class: "switch" }, element("strong", {}, word("boardDies")), element("p", { id: text }, word("promise:kill")),
      element("div", { class: "row" }, element("button", {
        type: "button", class: "button secondary", "aria-describedby": text, "data-switch": "kill", onclick: () => api.killBoard(),
      }, word("killBoard"))), this.killed);
  }

  toggle(name, set) {
    const [title, text] = [newId(), newId()];
    const box = element("input", {
      type: "checkbox", role: "switch", "aria-labelledby": title, "aria-describedby": text, "data-switch": name,
      onchange: async () => {
        box.disabled = true;
        try {
          await set(box.checked);
        } finally {
          box.disabled = false;
          box.focus();
        }
      },
    });
    const node = element("div", { class: "switch" },
      element("label", {}, box, " ", element("strong", { id: title }, word(`switch:${name}`))),
      element("p", { id: text }, word(`promise:${name}`)));
    return { node, box };
  }

  async fault(name, on) {
    if (on) this.armed[name] = (await api.arm(FAULTS[name])).fault;
    else await api.disarm(this.armed[name]);
  }

  show(state) {
    for (const [toggle, on] of [[this.board, state.board], [this.kafka, state.kafka]]) {
      if (!toggle.box.disabled) toggle.box.checked = on;
    }
    this.killed.textContent = state.kills === 0 ? "" : word("killed", { count: state.kills });
    const minutes = Math.round(state.ahead_ms / 60000);
    this.ahead.textContent = minutes === 0 ? "" : word("ahead", { minutes });
  }
}
