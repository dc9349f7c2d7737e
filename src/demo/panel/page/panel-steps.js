// The tutorial, played: each step says what to do and what to look at, and notices when it is done.

import * as api from "./panel-api.js";
import { element } from "./dom.js";
import { word } from "./words.js";

const ALERTS = "bus-stop-alerts";

// Three people type the command, as everywhere.
async function raiseThree() {
  for (const [person, location] of [["Sarah", "Oak Street Bus Stop"], ["Mike", "Elm Road"], ["Lisa", "School gate"]]) {
    await api.slash({ person, command: "needhelp", options: { child: "Jake", location, when: "in 30 min" } });
  }
}

// Whether each step is done, from what the panel knows; and what its buttons do.
const STEPS = [
  { key: "stop", isDone: (state) => !state.board, buttons: { stopBoard: () => api.board(false) } },
  { key: "raise", isDone: (_, log) => raised(log) >= 3, buttons: { raiseThree } },
  { key: "start", isDone: (state, log) => state.board && posted(log) >= 3, buttons: { startBoard: () => api.board(true) } },
  { key: "consumers", isDone: (state) => running(state, "neighbors") >= 3, buttons: {
    oneConsumer: () => api.consumers("neighbors", 1), threeConsumers: () => api.consumers("neighbors", 3),
    noConsumers: () => api.consumers("neighbors", 0) } },
  { key: "again", isDone: (state, log) => all(state, log), buttons: {
    readAgain: () => api.consumers("neighbors-v2", 1), stopReading: () => api.consumers("neighbors-v2", 0) } },
];

const raised = (log) => log.records.filter((record) => record.topic === ALERTS).length;
const posted = (log) => log.records.filter((record) => record.kind === "posted").length;
const running = (state, group) => state.consumers.filter((one) => one.group === group).length;
const all = (state, log) => {
  const read = state.consumers.filter((one) => one.group === "neighbors-v2").reduce((sum, one) => sum + one.records, 0);
  return read > 0 && read >= raised(log);
};

export class Steps {
  constructor() {
    this.done = new Set();
    this.running = element("ul", { class: "consumers" });
    this.items = STEPS.map((step) => {
      const state = element("span", { class: "state" });
      const buttons = Object.entries(step.buttons).map(([key, act]) =>
        element("button", { type: "button", class: "button secondary", "data-step": key, onclick: act }, word(key)));
      return { step, state, node: element("li", {}, element("strong", {}, word(`step:${step.key}`)), " ", state,
        element("p", {}, word(`look:${step.key}`)), element("div", { class: "row" }, buttons)) };
    });
    this.node = element("div", {}, element("ol", { class: "steps" }, this.items.map((item) => item.node)), this.running);
  }

  show(state, log) {
    for (const { step, state: mark, node } of this.items) {
      // A step stays done: the next one may undo what it did.
      if (step.isDone(state, log)) this.done.add(step.key);
      mark.textContent = this.done.has(step.key) ? word("done") : "";
      node.classList.toggle("done", this.done.has(step.key));
    }
    this.running.replaceChildren(...state.consumers.map((one, index) => element("li", {},
      word(one.partitions.length ? "consumerHas" : "consumerWaits", {
        number: index + 1, group: one.group, partitions: one.partitions.join(", "), count: one.records,
      }))));
  }
}
