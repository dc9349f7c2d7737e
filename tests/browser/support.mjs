// A program of its own for each test, and windows of a real browser, each of which is one person.
//
// A window fails its test if the page reports an error, or if anything but the program is asked for.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import assert from "node:assert/strict";

export const need = (name) => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run scripts/browser-test`);
  return value;
};

const require = createRequire(`${need("BROWSER_MODULES")}/`);
const { chromium } = require("playwright-core");
const { AxeBuilder } = require("@axe-core/playwright");

// How long a condition may take. The machine may be slow.
export const BOUND = 30_000;

// One for all tests of a file. It ends with the process, by `--test-force-exit`: hooks of the whole file run only when
// nothing is open any more.
let shared = null;

export async function browser() {
  shared ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // A container's root has no sandbox. The pages are this repository's.
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
  });
  return shared;
}

// What each test has open. It is closed before the program ends, which a window would report.
const open = new WeakMap();

// Starts a demo, which ends with the test. Returns the address of its page.
export async function demo(t, ...more) {
  const { url } = await program(t, need("NEEDHELP"), ["demo", "--kafka-port", "0", "--story", "none", ...more]);
  return url;
}

// Starts a program that serves a page, and ends it with the test. Returns the page's address, and what was printed before.
export async function program(t, file, args) {
  const child = spawn(file, args, {
    env: { ...process.env, TZ: "America/New_York", RUST_LOG: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const complaints = [];
  createInterface({ input: child.stderr }).on("line", (line) => complaints.push(line));
  const exited = once(child, "exit");
  closesWindowsBefore(t, async () => {
    child.kill("SIGINT");
    const [code] = await exited;
    assert.deepEqual([code, complaints], [0, []], "the program ends in good order");
  });
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    assert.doesNotMatch(line, /went wrong/);
    const found = /^ +(http:\/\/127\.0\.0\.1:\d+\/\S+)$/.exec(line);
    if (found) {
      // Whatever else it prints is not read, and must not fill the pipe.
      child.stdout.resume();
      return { url: found[1], lines };
    }
    lines.push(line);
  }
  throw new Error(`the program printed no address: ${complaints.join("\n")}`);
}

// Closes the windows of the test at its end, then does the rest, and fails with what a window reported.
function closesWindowsBefore(t, rest) {
  const mine = { contexts: new Map(), windows: [] };
  open.set(t, mine);
  t.after(async () => {
    for (const context of mine.contexts.values()) await (await context).close();
    await rest();
    for (const { person, wrong } of mine.windows) assert.deepEqual(wrong, [], `${person}'s window`);
  });
}

// A browser's profile with these options. It takes less time to open a second window in it than to make another.
async function context(options) {
  const made = await (await browser()).newContext({
    locale: "en-US", timezoneId: "America/New_York", viewport: { width: 1400, height: 900 }, reducedMotion: "reduce", ...options,
  });
  made.setDefaultTimeout(BOUND);
  return made;
}

// A window in which the reader is this person. Windows of a test with the same options are in one profile, as a reader's.
export async function window(t, url, person, options = {}) {
  const { contexts, windows } = open.get(t);
  const key = JSON.stringify(options);
  if (!contexts.has(key)) contexts.set(key, context(options));
  const page = await (await contexts.get(key)).newPage();
  const wrong = [];
  page.on("console", (message) => { if (message.type() === "error" || message.type() === "warning") wrong.push(message.text()); });
  page.on("pageerror", (error) => wrong.push(error.stack));
  const here = new URL(url).host;
  page.on("request", (request) => { if (new URL(request.url()).host !== here) wrong.push(`asked for ${request.url()}`); });
  windows.push({ person, wrong });
  await page.goto(`${url}?as=${person}`);
  await page.locator("#phone .clock:not(:empty)").waitFor({ state: "attached" });
  return page;
}

// Raises an alert by the form of the command.
export async function raise(page, { child = "Jake", location = "Oak Street Bus Stop", when = "in 20 min" } = {}) {
  await openForm(page);
  await field(page, 0).fill(child);
  await field(page, 1).fill(location);
  await field(page, 2).fill(when);
  await page.locator("#composer button.primary").click();
}

export async function openForm(page, command = "needhelp") {
  await page.locator("#composer input").fill(`/${command}`);
  await page.locator("#composer [role=option]").first().click();
  await field(page, 0).waitFor();
}

export const field = (page, index) => page.locator("#composer fieldset .form-field input").nth(index);

// A button of a message, by its label.
export const button = (page, name) => page.getByRole("log").getByRole("button", { name, exact: true });

export const press = (page, name) => button(page, name).last().click();

// Waits for a message with this text, which the person sees.
export const reads = (page, text) => page.locator(".message").filter({ hasText: text }).last().waitFor();

export const privately = (page, text) => page.locator(".message.private").filter({ hasText: text }).last().waitFor();

// Waits for the newest push on the lock screen.
export const rings = (page, text) => page.locator(".pushes li:first-child .push").filter({ hasText: text }).waitFor();

export const ringCount = (page) => page.locator(".pushes li").count();

// Fails with what axe finds serious, in light and in dark. In dark the rules about colors are enough: the others
// see the same page.
export async function isAccessible(page, what) {
  await page.emulateMedia({ colorScheme: "light" });
  await hasNothingSerious(page, new AxeBuilder({ page }), `${what}, in light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await hasNothingSerious(page, new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]), `${what}, in dark`);
}

async function hasNothingSerious(page, axe, what) {
  // Legacy mode opens no second page for the report. It misses frames of other origins, which this page may not have.
  const { violations } = await axe.setLegacyMode().analyze();
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const said = bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(" | ")}`);
  assert.deepEqual(said, [], what);
}
