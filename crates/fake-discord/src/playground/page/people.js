// Who the reader is, in this window.

import { avatar } from "./message.js";
import { element } from "./dom.js";
import { word } from "./words.js";

// Links, so that another person opens in another window as every link does.
export function peopleNav(people, me, title) {
  const link = (name) => element("a", {
    href: `?as=${encodeURIComponent(name)}`, "aria-current": name === me ? "true" : null, class: "person",
  }, avatar(name), name);
  return [
    element("h1", {}, title),
    element("nav", { "aria-label": word("youAre"), title: word("youAreHint") },
      element("span", { class: "label", "aria-hidden": true }, word("youAre")), people.map(link)),
  ];
}
