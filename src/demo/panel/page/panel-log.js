// The records of each topic, and how far each group has read.

import { element } from "./dom.js";
import { written } from "./times.js";
import { word } from "./words.js";

// What each topic is for.
const TOPICS = ["bus-stop-alerts", "bus-stop-confirmations", "bus-stop-dead-letters", "bus-stop-settings"];

export class LogView {
  constructor() {
    this.count = 0;
    this.records = [];
    this.topics = new Map(TOPICS.map((name) => [name, this.topic(name)]));
    this.node = element("div", {}, element("p", { class: "about" }, word("logIntro")), [...this.topics.values()].map((topic) => topic.node));
  }

  topic(name) {
    const body = element("tbody");
    const heads = ["partition", "offset", "key", "kind", "producer", "time"];
    const table = element("table", {}, element("caption", { class: "hidden" }, name),
      element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col" }, word(head))))), body);
    const groups = element("ul", { class: "groups" });
    const none = element("p", { class: "none" }, word("noRecords"));
    const records = element("div", { class: "records", tabindex: 0, role: "region", hidden: true, "aria-label": word("recordsOf", { topic: name }) }, table);
    const node = element("section", { class: "topic", "data-topic": name },
      element("h3", {}, name), element("p", { class: "about" }, word(`about:${name}`)), groups, none, records);
    return { node, body, groups, none, records, rows: [] };
  }

  show(state) {
    for (const record of state.records) this.add(record);
    this.count += state.records.length;
    this.showGroups(state.groups);
  }

  add(record) {
    this.records.push(record);
    const topic = this.topics.get(record.topic);
    if (!topic) return;
    topic.none.hidden = true;
    topic.records.hidden = false;
    const cells = [
      record.partition, record.offset, short(record.key), record.kind ?? "", (record.producer ?? "?").replace("needhelp/", ""),
      written(record.at, "T"),
    ];
    const value = element("td", { colspan: cells.length }, element("pre", {}, JSON.stringify(record.value, null, 1)));
    const details = element("tr", { hidden: true, class: "value" }, value);
    const open = () => {
      details.hidden = !details.hidden;
      button.setAttribute("aria-expanded", String(!details.hidden));
    };
    const button = element("button", { type: "button", class: "record", "aria-expanded": "false", title: word("showValue"), onclick: open }, cells[1]);
    const row = element("tr", { class: `partition${record.partition % 3}`, "data-kind": record.kind ?? "" },
      cells.map((cell, index) => element("td", {}, index === 1 ? button : String(cell))));
    topic.body.prepend(row, details);
    topic.rows.push({ record, row });
  }

  // A group has read up to the offset that it committed.
  showGroups(groups) {
    for (const [name, topic] of this.topics) {
      const here = groups.filter((group) => group.topic === name && group.next.some((next) => next !== null));
      const ends = [0, 1, 2].map((partition) => topic.rows.filter(({ record }) => record.partition === partition).length);
      topic.groups.replaceChildren(...here.map((group) => {
        const behind = group.next.reduce((sum, next, partition) => sum + ends[partition] - Math.min(next ?? 0, ends[partition]), 0);
        const next = group.next.map((offset, partition) => word("nextOf", { partition, offset: offset ?? 0 })).join(", ");
        return element("li", { "data-group": group.name, "data-behind": behind }, element("strong", {}, group.name), " ",
          element("span", { class: "next" }, word("nextOffsets", { next })), " · ",
          element("span", { class: behind ? "behind" : "" }, behind ? word("behind", { count: behind }) : word("hasAll")));
      }));
      for (const { record, row } of topic.rows) {
        const readBy = here.filter((group) => (group.next[record.partition] ?? 0) > record.offset).length;
        row.classList.toggle("unread", here.length > 0 && readBy < here.length);
      }
    }
  }
}

const short = (key) => (key === null ? "–" : key.length > 8 ? `…${key.slice(-6)}` : key);
