// Times in the reader's clock and language. The panel may set the clock ahead of this machine's.

import { element } from "./dom.js";
import { language } from "./words.js";

let ahead = 0;

export const setAhead = (ms) => { ahead = ms; };
export const now = () => Date.now() + ahead;

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
// A browser in English of another country writes its times as that country does.
const locale = navigator.languages.find((known) => known.startsWith(language)) ?? language;

export const written = (ms, style) => new Intl.DateTimeFormat(locale, STYLES[style] ?? STYLES.f).format(ms);

export function relative(ms) {
  const seconds = Math.round((ms - now()) / 1000);
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units[3];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

// A timestamp of Discord: `<t:seconds:style>`.
export function timestamp(seconds, style) {
  const ms = seconds * 1000;
  const date = new Date(ms);
  const properties = { class: "timestamp" };
  if (!Number.isNaN(date.getTime())) Object.assign(properties, { datetime: date.toISOString(), title: written(ms, "F") });
  if (style === "R") properties["data-relative"] = ms;
  return element("time", properties, style === "R" ? relative(ms) : written(ms, style ?? "f"));
}

// Spans such as "in 5 minutes" go on.
export function tick() {
  for (const node of document.querySelectorAll("[data-relative]")) {
    const text = relative(Number(node.dataset.relative));
    if (node.textContent !== text) node.textContent = text;
  }
}
