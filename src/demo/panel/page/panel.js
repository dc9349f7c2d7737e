// The panel beside the channel: Kafka's log, switches for what can fail, and the steps of the tutorial.

import * as api from "./panel-api.js";
import { LogView } from "./panel-log.js";
import { Steps } from "./panel-steps.js";
import { Switches } from "./panel-switches.js";
import { panelWords } from "./panel-words.js";
import { element, newId } from "./dom.js";
import { setAhead } from "./times.js";
import { addWords, word } from "./words.js";

addWords(panelWords);

// David is out of reach when the page begins.
export const phonesOff = ["David"];

export function mount(node) {
  document.head.append(element("link", { rel: "stylesheet", href: "panel.css" }));
  const log = new LogView();
  const switches = new Switches();
  const steps = new Steps();
  const part = (key, content, open) => element("details", { open }, element("summary", {}, word(key)), content);
  const heading = newId();
  node.setAttribute("aria-labelledby", heading);
  node.replaceChildren(element("h2", { id: heading }, word("panelTitle")), element("p", { class: "intro" }, word("panelIntro")),
    part("stepsTitle", steps.node, true), part("logTitle", log.node, true), part("switchesTitle", switches.node, true));

  let reading = false;
  let again = false;
  const changed = async () => {
    again = true;
    if (reading) return;
    reading = true;
    try {
      while (again) {
        again = false;
        const state = await api.state(log.count);
        setAhead(state.ahead_ms);
        log.show(state);
        switches.show(state);
        steps.show(state, log);
      }
    } catch {
      // The demo has ended, or does not answer: the page says so, and calls this again when it is back.
    } finally {
      reading = false;
    }
  };
  changed();
  return { changed };
}
