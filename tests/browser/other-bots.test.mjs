// The page of `fake-discord serve`, with bots on other people's libraries: the examples of fake-discord's README.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import assert from "node:assert/strict";
import { BOUND, button, field, need, openForm, press, privately, program, reads, window } from "./support.mjs";

const examples = new URL("../../crates/fake-discord/examples/", import.meta.url).pathname;
const BOTS = {
  "discord.py": [`${need("NEEDHELP_CACHE")}/discord.py/bin/python3`, "ride_bot.py"],
  "discord.js": ["node", "ride_bot.js"],
};

for (const [library, [runs, file]] of Object.entries(BOTS)) {
  test(`the page works for a bot on ${library}`, async (t) => {
    const url = await start(t, runs, file);
    const [sarah, mike] = await Promise.all(["Sarah", "Mike"].map((person) => window(t, url, person)));
    await openForm(sarah, "ride");
    await field(sarah, 0).fill("lib");
    await sarah.getByRole("option", { name: "Library" }).click();
    assert.equal(await field(sarah, 0).inputValue(), "Library");
    await field(sarah, 1).fill("1");
    await sarah.locator("#composer button.primary").click();

    await reads(mike, "A ride to Library");
    await reads(mike, "has 1 free seats.");
    await press(mike, "Ask a question");
    const form = mike.getByRole("dialog", { name: "Ask the driver" });
    await form.getByLabel("Your question").fill("When do you leave?");
    await form.getByRole("button", { name: "Submit" }).click();
    await reads(sarah, "Mike asks: When do you leave?");
    await press(mike, "Take a seat");
    await privately(mike, "You have a seat.");
    await reads(sarah, "has 0 free seats.");
    assert.equal(await button(sarah, "Take a seat").isDisabled(), true);
    assert.equal(await sarah.locator(".message.private").count(), 0, "an answer is for one person");
    assert.deepEqual(await get(url, "complaints"), []);
  });
}

// Starts fake-discord and the bot, with the settings that fake-discord prints. Returns the address of the page.
async function start(t, runs, file) {
  const { url, lines } = await program(t, need("FAKE_DISCORD"), ["serve"]);
  const settings = Object.fromEntries(lines.map((line) => /^ +(DISCORD_\w+)=(.+)$/.exec(line)).filter(Boolean).map((found) => found.slice(1)));
  const env = { ...process.env, ...settings, NODE_PATH: `${need("NEEDHELP_CACHE")}/discord.js/node_modules` };
  const bot = spawn(runs, [examples + file], { env, stdio: ["ignore", "inherit", "pipe"] });
  let said = "";
  bot.stderr.on("data", (data) => { said += data; });
  const exited = once(bot, "exit");
  t.after(async () => {
    assert.equal(bot.exitCode, null, `the bot ended: ${said}`);
    bot.kill();
    await exited;
  });
  const ready = new Set(["commands_changed", "session_started"]);
  for (let after = 0; ready.size > 0;) {
    const { events, newest } = await get(url, `events?after=${after}&wait_ms=${BOUND}`);
    assert.ok(events.length > 0 && bot.exitCode === null, `the bot does not connect: ${said}`);
    for (const { event } of events) ready.delete(event);
    after = newest;
  }
  return url;
}

const get = async (url, path) => (await fetch(`${url}discord/${path}`)).json();
