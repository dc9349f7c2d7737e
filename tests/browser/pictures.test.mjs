// The pictures of the documentation, made by the page that they show.
//
// They are written to PICTURES. `scripts/browser-test --pictures` writes them to docs/img, where they are kept.

import { mkdir, readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import assert from "node:assert/strict";
import { button, demo, press, privately, raise, reads, rings, window } from "./support.mjs";

const root = new URL("../../", import.meta.url);
const folder = process.env.PICTURES;

// statistics.test.mjs makes the last one.
const PICTURES = ["channel.png", "card-open.png", "card-taken.png", "card-with-child.png", "card-done.png", "panel.png", "statistics.png"];

async function picture(page, name, what = page) {
  assert.ok(PICTURES.includes(name), name);
  await page.locator(".toast").evaluateAll((nodes) => nodes.forEach((node) => node.remove()));
  await what.screenshot({ path: `${folder}/${name}`, animations: "disabled", caret: "hide" });
}

test("the pictures are made", async (t) => {
  await mkdir(folder, { recursive: true });
  const url = await demo(t);
  const small = { viewport: { width: 390, height: 780 }, colorScheme: "light" };
  const sarah = await window(t, url, "Sarah", { viewport: { width: 1360, height: 780 }, colorScheme: "light" });
  const mike = await window(t, url, "Mike", small);
  await raise(sarah);
  await rings(mike, "Who can meet Jake by");
  const card = mike.locator("#channel");
  await picture(mike, "card-open.png", card);
  await press(mike, "I've got it");
  await privately(mike, "You have it.");
  await rings(sarah, "Mike will meet Jake");
  await sarah.locator("[data-group=neighbors-board]").filter({ hasText: "has read all" }).waitFor();
  await reveal(mike, "Mike will meet Jake");
  await picture(mike, "card-taken.png", card);
  // The steps are closed, so that the records are seen.
  await sarah.getByText("The tutorial, step by step").click();
  await sarah.locator(".messages").evaluate((node) => { node.scrollTop = node.scrollHeight; });
  await picture(sarah, "channel.png");
  await picture(sarah, "panel.png", sarah.locator("#panel"));
  await press(mike, "Child is with me");
  await rings(sarah, "Jake is with Mike.");
  await reveal(mike, "Mike is with Jake");
  await picture(mike, "card-with-child.png", card);
  await press(mike, "Done, all safe");
  await press(mike, "Yes, all safe");
  await rings(sarah, "Jake is safe, says Mike.");
  await reads(mike, "Ended at");
  await reveal(mike, "Ended at");
  await picture(mike, "card-done.png", card);
  assert.equal(await button(mike, "I've got it").count(), 0);
});

const reveal = (page, text) => page.locator(".message").filter({ hasText: text }).first()
  .evaluate((node) => node.scrollIntoView({ block: "start" }));

test("the documentation shows only pictures that are made here, and all of these exist", async () => {
  const kept = (await readdir(new URL("docs/img/", root))).sort();
  assert.deepEqual(kept, [...PICTURES].sort(), "docs/img: run scripts/browser-test --pictures");
  const pages = ["README.md", ...(await readdir(new URL("docs/", root))).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
  for (const page of pages) {
    const text = await readFile(new URL(page, root), "utf8");
    for (const [, address] of text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) {
      const name = address.replace(/^(docs\/)?img\//, "");
      assert.ok(PICTURES.includes(name), `${page} shows ${address}`);
    }
  }
});
