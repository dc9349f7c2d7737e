// The tutorial, played: each step says what to do, notices when it is done, and then says what to look at.

import * as api from "./panel-api.js";
import { element } from "./dom.js";
import { word } from "./words.js";

const ALERTS = "bus-stop-alerts";

// As everywhere, people type the command.
const ask = (person, location) => api.slash({ person, command: "needhelp", options: { child: "Jake", location, when: "in 30 min" } });

async function raiseThree() {
  for (const [person, location] of [["Mike", "Elm Road"], ["Lisa", "School gate"], ["David", "Library"]]) {
    await ask(person, location);
  }
}

// Whether each step is done, from what the panel knows; and what its buttons do. A text is the address of a window.
const STEPS = [
  { key: "ask", isDone: (_, log) => raised(log) >= 1, buttons: { askForHelp: () => ask("Sarah", "Oak Street Bus Stop") } },
  { key: "claim", isDone: (_, log) => count(log, "claimed") >= 1, buttons: { openMike: "?as=Mike" } },
  { key: "stop", isDone: (state) => !state.board, buttons: { stopBoard: () => api.board(false) } },
  { key: "raise", isDone: (state, log, before) => !state.board && raised(log) >= before + 3, buttons: { raiseThree } },
  { key: "start", isDone: (state, log, before) => state.board && raised(log) >= before + 3 && count(log, "posted") >= raised(log),
    buttons: { startBoard: () => api.board(true) } },
  { key: "consumers", isDone: (state) => running(state, "neighbors") >= 3, buttons: {
    oneConsumer: () => api.consumers("neighbors", 1), threeConsumers: () => api.consumers("neighbors", 3),
    noConsumers: () => api.consumers("neighbors", 0) } },
  { key: "again", isDone: (state, log) => all(state, log), buttons: {
    readAgain: () => api.consumers("neighbors-v2", 1), stopReading: () => api.consumers("neighbors-v2", 0) } },
];

const raised = (log) => log.records.filter((record) => record.topic === ALERTS).length;
const count = (log, kind) => log.records.filter((record) => record.kind === kind).length;
const running = (state, group) => state.consumers.filter((one) => one.group === group).length;
const all = (state, log) => {
  const read = state.consumers.filter((one) => one.group === "neighbors-v2").reduce((sum, one) => sum + one.records, 0);
  return read > 0 && read >= raised(log);
};

export class Steps {
  constructor() {
    this.done = new Set();
    // How many alerts there were when the board was stopped.
    this.before = 0;
    this.running = element("ul", { class: "consumers" });
    this.items = STEPS.map((step, index) => this.item(step, index));
    this.node = element("div", {}, element("ol", { class: "steps" }, this.items.map((item) => item.node)), this.running);
  }

  item(step, index) {
    const isLast = index === STEPS.length - 1;
    const mark = element("span", { class: "state" });
    const summary = element("summary", {}, word(`step:${step.key}`), " ", mark);
    const buttons = Object.entries(step.buttons).map(([key, act]) => (typeof act === "string"
      ? element("a", { href: act, target: "_blank", class: "button secondary", "data-step": key }, word(key))
      : element("button", { type: "button", class: "button secondary", "data-step": key, onclick: act }, word(key))));
    const next = isLast ? element("p", {}, word("stepsEnd"))
      : element("div", { class: "row" }, element("button", { type: "button", class: "button primary", onclick: () => this.go(index + 1) }, word("nextStep")));
    const look = element("div", { class: "look", hidden: true }, element("p", {}, word(`look:${step.key}`)), next);
    const details = element("details", { open: index === 0 }, summary, element("p", {}, word(`do:${step.key}`)),
      element("div", { class: "row" }, buttons), element("div", { role: "status" }, look));
    return { step, mark, summary, look, details, node: element("li", {}, details) };
  }

  // The step before is closed, so that the log stays in view. A reader can open each step again.
  go(index) {
    this.items[index - 1].details.open = false;
    this.items[index].details.open = true;
    this.items[index].summary.focus();
  }

  show(state, log) {
    if (state.board) this.before = this.done.has("raise") ? this.before : raised(log);
    for (const { step, mark, look, node } of this.items) {
      // A step stays done: the next one may undo what it did.
      if (step.isDone(state, log, this.before)) this.done.add(step.key);
      const isDone = this.done.has(step.key);
      mark.textContent = isDone ? `✓ ${word("done")}` : "";
      look.hidden = !isDone;
      node.classList.toggle("done", isDone);
    }
    const numbers = {};
    this.running.replaceChildren(...state.consumers.map((one) => {
      const number = numbers[one.group] = (numbers[one.group] ?? 0) + 1;
      const values = { number, group: one.group, partitions: one.partitions.join(", "), count: one.records };
      return element("li", {}, word(one.partitions.length ? "consumerHas" : "consumerWaits", values));
    }));
  }
}
