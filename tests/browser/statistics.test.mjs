// The page of the statistics: on a screen and on a phone, light and dark, without JavaScript.
//
// `needhelp demo` keeps its history in a file while it runs. A backup of it gets some weeks of alerts, and `needhelp intake`
// shows it: the page needs neither Kafka nor Discord. Needs sqlite3.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { BOUND, browser, isAccessible } from "./support.mjs";

const TOKEN = "0123456789abcdef0123";
const WEEKS = 8;
const PHONE = { width: 390, height: 780 };
const SCREEN = { width: 1000, height: 900 };

// Starts the program, and returns the first match of a line that it prints.
async function start(args, env, pattern) {
  const child = spawn(process.env.NEEDHELP, args, { env: { PATH: process.env.PATH, TZ: "America/New_York", ...env }, cwd: env.TMPDIR });
  const said = [];
  const found = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        const match = pattern.exec(line);
        if (match) resolve(match);
      });
    }
    child.on("exit", () => reject(new Error(said.join("\n"))));
  });
  return { child, found: await found };
}

async function stop(child) {
  child.kill("SIGINT");
  await once(child, "exit");
}

let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "needhelp-statistics-"));
  const { child } = await start(["demo", "--kafka-port", "0"], { TMPDIR: folder }, /The history has it in numbers/);
  execFileSync("sqlite3", [join(folder, `needhelp-demo-${child.pid}`, "needhelp.db"), `.backup ${join(folder, "afternoon.db")}`]);
  await stop(child);
  execFileSync("sqlite3", [join(folder, "afternoon.db"), `.backup ${join(folder, "weeks.db")}`]);
  execFileSync("sqlite3", [join(folder, "weeks.db")], { input: weeks() });
}, { timeout: 120_000 });

// Alerts on school days, some of which nobody answered, as SQL.
function weeks() {
  const lines = ["BEGIN; DELETE FROM alerts; DELETE FROM claims;"];
  const text = (value) => `'${value}'`;
  for (let day = 1; day < 7 * WEEKS; day += 1) {
    const weekday = new Date(Date.now() - day * 86_400_000).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    const hour = [7, 15, 15, 16, 18][(day * 7) % 5];
    const raised = new Date(Date.now() - day * 86_400_000);
    raised.setUTCHours(hour + 4, (day * 13) % 60, 0, 0);
    const at = (seconds) => text(new Date(raised.getTime() + seconds * 1000).toISOString());
    const answered = day % 9 === 4 ? 0 : 1;
    const took = 20 + ((day * 37) % 200) + (hour === 18 ? 400 : 0);
    const helper = [["55", "Mike"], ["66", "Lisa"], ["77", "David"]][day % 3].map(text);
    const claim = answered ? [at(took), took, ...helper] : ["NULL", "NULL", "NULL", "NULL"];
    lines.push(`INSERT INTO alerts (log_id, partition, raised_offset, alert_id, parent_name, child_name, location, drill, counted, raised_at,
      needed_by, timezone, weekday, hour, phase, ending, ended_at, safe, answered, answered_in_time, claims, first_claimed_at,
      seconds_to_claim, neighbor_id, neighbor_name, last_offset, last_at)
      VALUES (1, 0, ${100_000 + day}, 'alert-${day}', 'Sarah', 'Jake', 'Oak Street Bus Stop', false, true, ${at(0)}, ${at(1200)},
      'America/New_York', ${weekday}, ${hour}, 'over', '${answered ? "done" : "missed"}', ${at(1300)}, ${answered}, ${answered}, ${answered}, ${answered},
      ${claim.join(", ")}, ${100_000 + day}, ${at(1300)});`);
    if (answered) {
      lines.push(`INSERT INTO claims (log_id, partition, claim_offset, raised_offset, alert_id, neighbor_id, neighbor_name, counted, taken_over,
        claimed_at, seconds_to_claim, ended_at, ended_by)
        VALUES (1, 0, ${200_000 + day}, ${100_000 + day}, 'alert-${day}', ${helper.join(", ")}, true, false, ${at(took)}, ${took}, ${at(1300)}, 'done');`);
    }
  }
  lines.push("COMMIT;");
  return lines.join("\n");
}

// The page of one of the files, until the test ends.
async function served(t, file) {
  const { child, found } = await start(["intake"], {
    TMPDIR: folder, KAFKA_BOOTSTRAP_SERVERS: "127.0.0.1:9", HTTP_LISTEN_ADDR: "127.0.0.1:0", TIMEZONE: "America/New_York",
    HISTORY_URL: `sqlite:${join(folder, file)}`, STATS_PAGE: "true", STATS_TOKEN: TOKEN, LANGUAGE: "en", RUST_LOG: "info",
  }, /address=(127\.0\.0\.1:\d+)/);
  t.after(() => stop(child));
  return `http://${found[1]}/stats?token=${TOKEN}&since=all`;
}

async function open(t, url, options) {
  const context = await (await browser()).newContext(options);
  context.setDefaultTimeout(BOUND);
  t.after(() => context.close());
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => { if (message.type() === "error") wrong.push(message.text()); });
  page.on("request", (request) => { if (request.url() !== url && !request.url().endsWith("/favicon.ico")) wrong.push(`asked for ${request.url()}`); });
  assert.equal((await page.goto(url)).status(), 200);
  return { page, wrong };
}

const charts = (page) => page.locator("svg:visible");

test("the demo's afternoon is on the page", async (t) => {
  const { page } = await open(t, await served(t, "afternoon.db"), { viewport: SCREEN });
  assert.match(await page.locator("table").first().innerText(), /Alerts\s+1\n/);
  await page.getByRole("cell", { name: "Lisa" }).waitFor();
  assert.equal(await charts(page).count(), 2);
});

for (const [colorScheme, viewport] of [["light", SCREEN], ["dark", SCREEN], ["light", PHONE], ["dark", PHONE]]) {
  test(`it is legible, ${colorScheme}, ${viewport.width} pixels wide, without JavaScript`, async (t) => {
    const url = await served(t, "weeks.db");
    const { page, wrong } = await open(t, url, { colorScheme, viewport, javaScriptEnabled: false });
    assert.equal(await charts(page).count(), 2, "each chart once");
    assert.equal(await page.locator(`.${colorScheme} svg:visible`).count(), 2, "in the colors of the device");
    for (const chart of await charts(page).all()) {
      const { x, width } = await chart.boundingBox();
      assert.ok(x >= 0 && x + width <= viewport.width, `it fits: ${x} + ${width}`);
      assert.ok(width >= 300, `it is not tiny: ${width}`);
      assert.match(await chart.innerHTML(), /<text/, "it has titles");
    }
    for (const table of await page.locator("table").all()) {
      const { x, width } = await table.boundingBox();
      assert.ok(x + width <= viewport.width, "tables fit");
    }
    await page.getByText("Unanswered").first().waitFor();
    for (const name of ["David", "Lisa", "Mike"]) await page.getByRole("cell", { name, exact: true }).waitFor();
    assert.deepEqual(wrong.filter((line) => !line.includes("favicon")), []);
  });

  test(`axe finds nothing serious, ${colorScheme}, ${viewport.width} pixels wide`, async (t) => {
    // axe itself is a script, which the page's policy would not let in.
    const { page } = await open(t, await served(t, "weeks.db"), { colorScheme, viewport, bypassCSP: true });
    await isAccessible(page, "the statistics");
  });
}

test("its links keep the token, and another token opens nothing", async (t) => {
  const url = await served(t, "weeks.db");
  const { page } = await open(t, url, { viewport: SCREEN });
  await page.getByRole("link", { name: /30 days/ }).click();
  await page.getByRole("cell", { name: "Mike", exact: true }).waitFor();
  assert.match(page.url(), /since=30d&token=/);
  assert.equal((await page.goto(url.replace(TOKEN, "0123456789abcdef0124"))).status(), 401);
});

test("its picture is made", async (t) => {
  await mkdir(process.env.PICTURES, { recursive: true });
  const { page } = await open(t, await served(t, "weeks.db"), { colorScheme: "light", viewport: { width: 860, height: 800 } });
  await page.screenshot({ path: join(process.env.PICTURES, "statistics.png"), animations: "disabled" });
});

test("nothing is left behind", async () => {
  await rm(folder, { recursive: true });
});
