// The afternoon at the bus stop: two people in two windows, from the alert to the end.

import { test } from "node:test";
import assert from "node:assert/strict";
import { button, demo, press, privately, raise, reads, ringCount, rings, window } from "./support.mjs";

test("a neighbor brings the child home, and the parent's phone rings at each change", async (t) => {
  const url = await demo(t);
  const [sarah, mike, lisa] = await Promise.all(["Sarah", "Mike", "Lisa"].map((person) => window(t, url, person)));
  await raise(sarah);
  await privately(sarah, "Posted in #bus-stop");
  await rings(mike, "Who can meet Jake by");
  assert.equal(await ringCount(sarah), 0, "nobody is rung by an own alert");

  await press(mike, "I've got it");
  await privately(mike, "You have it.");
  await rings(sarah, "Mike will meet Jake at Oak Street Bus Stop. @Sarah");
  await reads(lisa, "No one else needs to go.");
  assert.equal(await lisa.locator(".message.private").count(), 0, "an answer is for one person");

  await press(mike, "I can't make it");
  await rings(lisa, "Still needed:");
  await rings(sarah, "Mike can't make it.");
  await press(lisa, "I've got it");
  await rings(sarah, "Lisa will meet Jake");
  await press(lisa, "Child is with me");
  await rings(sarah, "Jake is with Lisa.");
  await press(lisa, "Done, all safe");
  await press(lisa, "Yes, all safe");
  await rings(sarah, "Jake is safe, says Lisa.");
  await reads(mike, "Jake is safe");
  assert.equal(await button(mike, "I've got it").count(), 0, "the card has no buttons when it is over");
  assert.equal(await ringCount(sarah), 5);
});

test("of two who press in the same moment one has it, and the other is told who", async (t) => {
  const url = await demo(t);
  const [sarah, mike, lisa] = await Promise.all(["Sarah", "Mike", "Lisa"].map((person) => window(t, url, person)));
  await raise(sarah);
  const buttons = await Promise.all([mike, lisa].map((page) => button(page, "I've got it").elementHandle()));
  // At once: Playwright's own click waits until a button stands still, and by then the card may have another face.
  await Promise.all(buttons.map((each) => each.evaluate((node) => node.click())));
  await rings(sarah, "will meet Jake");
  const winner = (await sarah.locator(".pushes .push").first().textContent()).split(" ")[0];
  const [first, second] = winner === "Mike" ? [mike, lisa] : [lisa, mike];
  await privately(first, "You have it.");
  await privately(second, `Thank you! ${winner} took this at`);
});

test("a phone that was off gets the push when it is on again", async (t) => {
  const url = await demo(t);
  const [sarah, david] = await Promise.all(["Sarah", "David"].map((person) => window(t, url, person)));
  await raise(sarah);
  await privately(sarah, "Posted in #bus-stop");
  assert.equal(await david.locator(".message").count(), 0);
  assert.equal(await ringCount(david), 0);
  await david.getByRole("button", { name: "Switch it on" }).click();
  await rings(david, "Who can meet Jake by");
  await david.locator(".toast", { hasText: "Who can meet Jake by" }).waitFor();
  await button(david, "I've got it").waitFor();
});

test("a stranger is refused, a moderator may end an alert, and the parent may change it", async (t) => {
  const url = await demo(t);
  const [sarah, moderator, stranger] = await Promise.all(["Sarah", "Moderator", "Stranger"].map((person) => window(t, url, person)));
  await raise(sarah);
  await press(stranger, "I've got it");
  await privately(stranger, "Only people with the role");

  await press(sarah, "Change");
  const form = sarah.getByRole("dialog", { name: "Change the alert" });
  await form.getByLabel("Where").fill("Elm Road");
  await form.getByRole("button", { name: "Submit" }).click();
  await reads(stranger, "Elm Road");

  await press(moderator, "No longer needed");
  await press(moderator, "Yes, stop it");
  await rings(sarah, "moderator");
  await reads(stranger, "No longer needed");
});

test("what somebody types stays text", async (t) => {
  const url = await demo(t);
  const [sarah, mike] = await Promise.all(["Sarah", "Mike"].map((person) => window(t, url, person)));
  await raise(sarah, { child: "<img src=x onerror=alert(1)>", location: "[here](https://example.com/x) **bold**" });
  await reads(mike, "<img src=x onerror=alert(1)>");
  assert.equal(await mike.locator(".message img, .message a[href]").count(), 0);
  await mike.locator("#composer input").fill("<b>hello</b> **there** @everyone https://example.com/?q=1");
  await mike.locator("#composer button.primary").click();
  await reads(sarah, "<b>hello</b> there @everyone");
  await sarah.locator(".message strong", { hasText: "there" }).waitFor();
  // A link does not leave this machine.
  await sarah.getByRole("button", { name: "https://example.com/?q=1" }).click();
  await sarah.locator(".toast", { hasText: "In Discord this opens https://example.com/?q=1" }).waitFor();
});
