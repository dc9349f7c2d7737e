// Readers: with the keyboard alone, with a screen reader, on a phone, in the dark, in other languages.

import { test } from "node:test";
import assert from "node:assert/strict";
import { button, demo, field, isAccessible, openForm, press, privately, raise, reads, rings, window } from "./support.mjs";

test("everything works with the keyboard alone", async (t) => {
  const url = await demo(t);
  const [sarah, mike] = await Promise.all(["Sarah", "Mike"].map((person) => window(t, url, person)));
  // Presses Tab until the focus is on it.
  const tabTo = async (page, locator) => {
    for (let count = 0; count < 80; count += 1) {
      await page.keyboard.press("Tab");
      if (await locator.evaluateAll((nodes) => nodes.includes(document.activeElement))) return;
    }
    assert.fail("the focus does not get there");
  };
  await tabTo(sarah, sarah.locator("#composer input"));
  await sarah.keyboard.type("/need");
  await sarah.locator("#composer [role=option]").first().waitFor();
  await sarah.keyboard.press("ArrowDown");
  await sarah.keyboard.press("Enter");
  await field(sarah, 0).waitFor();
  await sarah.keyboard.type("Jake");
  await tabTo(sarah, field(sarah, 1));
  await sarah.keyboard.type("Oak Street Bus Stop");
  await sarah.keyboard.press("Enter");
  await button(mike, "I've got it").waitFor();
  await tabTo(mike, button(mike, "I've got it"));
  await mike.keyboard.press("Enter");
  await rings(sarah, "Mike will meet Jake");
  await button(mike, "Child is with me").first().waitFor();
  // The card has changed under the focus, which stays there.
  assert.equal(await mike.evaluate(() => Boolean(document.activeElement.closest("[data-message]"))), true);
  await tabTo(sarah, button(sarah, "Change"));
  await sarah.keyboard.press("Enter");
  await sarah.getByRole("dialog").waitFor();
  await sarah.keyboard.press("Escape");
  await sarah.getByRole("dialog").waitFor({ state: "detached" });
});

test("axe finds nothing serious, in light and in dark", async (t) => {
  const url = await demo(t);
  const sarah = await window(t, url, "Sarah");
  await isAccessible(sarah, "the empty channel");
  await openForm(sarah);
  await isAccessible(sarah, "the form of a command");
  await sarah.keyboard.press("Escape");
  await raise(sarah);
  await button(sarah, "Change").waitFor();
  await isAccessible(sarah, "a card, and a private answer");
  await press(sarah, "Change");
  await sarah.getByRole("dialog").waitFor();
  await isAccessible(sarah, "a form");
  await sarah.keyboard.press("Escape");
  await sarah.locator("details").evaluateAll((nodes) => nodes.forEach((node) => { node.open = true; }));
  await isAccessible(sarah, "the panel");
  const mike = await window(t, url, "Mike");
  await press(mike, "I've got it");
  await rings(sarah, "Mike will meet Jake");
  await isAccessible(mike, "a claimed card");
  await isAccessible(await window(t, url, "David"), "a phone that is off");
});

test("on a phone's width nothing is cut off, and a thumb can press", async (t) => {
  const url = await demo(t);
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  const sarah = await window(t, url, "Sarah", phone);
  const mike = await window(t, url, "Mike", phone);
  await raise(sarah);
  const claim = button(mike, "I've got it");
  await claim.tap();
  await rings(sarah, "Mike will meet Jake");
  await privately(mike, "You have it.");
  await sarah.locator("[data-group=neighbors-board]").waitFor();
  for (const page of [sarah, mike]) {
    // A browser that zooms out to show what is too wide says that its window is wider, so the screen is the measure.
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= phone.viewport.width, `${wide} of ${phone.viewport.width} pixels`);
  }
  const { height } = await button(mike, "Child is with me").first().boundingBox();
  assert.ok(height >= 32, `the button is ${height} pixels high`);
});

test("the page and the command are in the reader's language", async (t) => {
  const url = await demo(t);
  const sarah = await window(t, url, "Sarah", { locale: "es-ES" });
  assert.equal(await sarah.evaluate(() => document.documentElement.lang), "es");
  await sarah.getByText("Qué hace Kafka").waitFor();
  await sarah.getByText("No ha sonado.").waitFor();
  await openForm(sarah);
  await sarah.locator("#composer label").filter({ hasText: "lugar" }).waitFor();
  await field(sarah, 0).fill("Jake");
  await field(sarah, 1).fill("Oak Street Bus Stop");
  await field(sarah, 2).fill("en 20 min");
  await sarah.locator("#composer button.primary").click();
  await privately(sarah, "Solo tú puedes ver esto");
  await privately(sarah, "Publicado");
  const mike = await window(t, url, "Mike", { locale: "de-DE" });
  await press(mike, "I've got it");
  await privately(mike, "Nur du kannst das sehen");
  const lisa = await window(t, url, "Lisa", { locale: "fr-FR" });
  await lisa.getByText("Ce que fait Kafka").waitFor();
  await reads(lisa, "Mike will meet Jake");
});
