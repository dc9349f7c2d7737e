// The street on which nobody answers, and what may fail: the board, Kafka and Discord.

import { test } from "node:test";
import assert from "node:assert/strict";
import { button, demo, press, privately, raise, reads, ringCount, rings, window } from "./support.mjs";

const toggle = (page, name) => page.locator(`[data-switch=${name}]`);

test("when nobody presses, the neighbors are asked again and the parent is told to phone", async (t) => {
  const url = await demo(t);
  const [sarah, mike, neighbor] = await Promise.all(["Sarah", "Mike", "Moderator"].map((person) => window(t, url, person)));
  await raise(sarah, { when: "in 40 min" });
  await rings(mike, "Who can meet Jake by");
  await sarah.getByRole("button", { name: "20 min later" }).click();
  await rings(mike, "Still needed");
  await sarah.getByRole("button", { name: "10 min later" }).click();
  await rings(neighbor, "Can anyone meet Jake");
  await mike.locator(".pushes li").nth(2).waitFor();
  assert.equal(await ringCount(sarah), 0);
  await sarah.getByRole("button", { name: "5 min later" }).click();
  await rings(sarah, "NO ONE has taken Jake's alert yet. Phone someone now: school office, 555-0100.");
  await sarah.getByRole("button", { name: "5 min later" }).click();
  await reads(mike, "No one came forward by");
  await sarah.getByText("The board's clock is 40 min ahead.").waitFor();
});

test("the tutorial is played by its own words, and nothing is lost", async (t) => {
  const url = await demo(t);
  const sarah = await window(t, url, "Sarah");
  const step = (name) => sarah.getByRole("button", { name, exact: true }).click();
  // What the step says once it is done, and the way to the next one.
  const then = async (text) => {
    await sarah.locator(".steps .look").filter({ hasText: text, visible: true }).waitFor();
    await sarah.locator(".steps details[open]").getByRole("button", { name: "Next step" }).click();
  };
  const cards = button(sarah, "Change");
  await step("Ask for help");
  await then("The number of a record is its offset.");
  const [mike] = await Promise.all([sarah.context().waitForEvent("page"), sarah.getByRole("link", { name: "Open Mike's window" }).click()]);
  await press(mike, "I've got it");
  await then("the record with the lower offset counts");
  await mike.close();
  await step("Stop the board");
  await then("shows the offset at which it will go on");
  await sarah.locator("[data-switch=board]:not(:checked)").waitFor();
  await step("Raise three alerts");
  await then("No card comes, but nothing is lost");
  await sarah.locator("[data-topic=bus-stop-confirmations] [data-kind=raised]").nth(3).waitFor();
  const board = sarah.locator("[data-group=neighbors-board]");
  await board.filter({ hasText: "3 to read" }).waitFor();
  assert.equal(await cards.count(), 1, "no card without the board");
  await step("Start the board");
  await then("Nothing was lost, and nothing came twice.");
  await cards.nth(3).waitFor();
  await sarah.locator("[data-topic=bus-stop-confirmations] [data-kind=posted]").nth(3).waitFor();
  await board.filter({ hasText: "has read all" }).waitFor();
  assert.equal(await cards.count(), 4);

  const consumer = (text) => sarah.locator(".consumers li").filter({ hasText: text }).waitFor();
  await step("One consumer");
  await consumer("Consumer 1 of neighbors: has partition 0, 1, 2. Records read: 4");
  await step("Three consumers");
  for (const number of [1, 2, 3]) await consumer(new RegExp(`^Consumer ${number} of neighbors: has partition \\d\\.`));
  await then("Of three, each has one partition");
  await step("Start neighbors-v2");
  await consumer("Consumer 1 of neighbors-v2: has partition 0, 1, 2. Records read: 4");
  await sarah.getByText("That is the main idea of Kafka").waitFor();
  assert.equal(await sarah.locator(".steps .done").count(), 7, "all steps are done");
});

test("a lost answer of Discord makes no second card", async (t) => {
  const url = await demo(t);
  const [sarah, mike] = await Promise.all(["Sarah", "Mike"].map((person) => window(t, url, person)));
  await toggle(mike, "lost").click();
  await raise(sarah);
  await sarah.locator("[data-topic=bus-stop-confirmations] [data-kind=posted]").waitFor();
  await press(mike, "I've got it");
  await rings(sarah, "Mike will meet Jake");
  // The phone may ring before the card is edited.
  const card = sarah.locator(".message", { hasText: "Mike took this at" });
  await card.first().waitFor();
  assert.equal(await card.count(), 1);
  assert.equal(await ringCount(mike), 1);
});

test("a board that is killed in the middle of its post makes one card", async (t) => {
  const url = await demo(t);
  const [sarah, mike] = await Promise.all(["Sarah", "Mike"].map((person) => window(t, url, person)));
  // Discord keeps the board waiting for its answer, which no board gets.
  await fetch(`${url}discord/faults`, {
    method: "POST", body: JSON.stringify({ effect: "latency_after", ms: 60_000, method: "POST", path: "/channels/*/messages", times: 1 }),
  });
  await raise(sarah);
  await rings(mike, "Who can meet Jake by");
  assert.equal(await sarah.locator("[data-kind=posted]").count(), 0, "the board does not know of the card");
  await sarah.getByRole("button", { name: "Kill the board" }).click();
  await sarah.getByText("Killed so far: 1.").waitFor();
  await sarah.locator("[data-topic=bus-stop-confirmations] [data-kind=posted]").waitFor();
  await press(mike, "I've got it");
  await rings(sarah, "Mike will meet Jake");
  // The phone may ring before the card is edited.
  const card = sarah.locator(".message", { hasText: "Mike took this at" });
  await card.first().waitFor();
  assert.equal(await card.count(), 1);
  assert.equal(await ringCount(mike), 1);
});

test("while Discord answers with errors the card waits, and comes once", async (t) => {
  const url = await demo(t);
  const [sarah, mike] = await Promise.all(["Sarah", "Mike"].map((person) => window(t, url, person)));
  await toggle(mike, "errors").click();
  await raise(sarah);
  await privately(sarah, "Sent.");
  await mike.locator("[data-topic=bus-stop-confirmations] [data-kind=raised]").waitFor();
  assert.equal(await button(mike, "I've got it").count(), 0);
  await toggle(mike, "errors").click();
  await rings(mike, "Who can meet Jake by");
  assert.equal(await button(mike, "I've got it").count(), 1);
});

test("without Kafka nobody reads sent", async (t) => {
  const url = await demo(t);
  const sarah = await window(t, url, "Sarah");
  await toggle(sarah, "kafka").click();
  await raise(sarah);
  await privately(sarah, "NOT sent. Phone someone now.");
  await toggle(sarah, "kafka").click();
  await sarah.locator("[data-topic=bus-stop-confirmations] [data-kind=withdrawn]").waitFor();
  assert.equal(await button(sarah, "I've got it").count(), 0, "what was NOT sent has no card");
});
