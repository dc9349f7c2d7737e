// The page itself: who may read it, and its words.

import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { test } from "node:test";
import assert from "node:assert/strict";
import { demo } from "./support.mjs";

// The status of a request with these headers. `fetch` would not send them.
function status(url, headers = {}) {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => { response.resume(); resolve(response.statusCode); }).on("error", reject).end();
  });
}

test("only who has the address reads the page, and no page of another origin", async (t) => {
  const url = await demo(t);
  const { origin, port } = new URL(url);
  assert.equal(await status(url), 200);
  assert.equal(await status(`${url}discord/world`), 200);
  assert.equal(await status(`${url}panel/state/0`), 200);
  for (const path of ["/", "/discord/world", "/_fake/world", `/${"0".repeat(32)}/`]) {
    assert.equal(await status(origin + path), 404, path);
  }
  for (const headers of [
    { host: `evil.example:${port}` }, { origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" },
  ]) {
    for (const path of ["", "discord/world", "panel/state/0", "news"]) {
      assert.equal(await status(url + path, headers), 403, `${path} ${JSON.stringify(headers)}`);
    }
  }
  const { headers } = await fetch(url);
  assert.match(headers.get("content-security-policy"), /default-src 'none'; script-src 'self'/);
  assert.doesNotMatch(headers.get("content-security-policy"), /unsafe/);
});

test("each language has the same words", async () => {
  const root = new URL("../../", import.meta.url);
  const page = new URL("crates/fake-discord/src/playground/page/", root);
  const [en, ...others] = await Promise.all(["en", "es", "de", "fr"].map(async (language) => (await load(new URL(`words.${language}.js`, page))).default));
  const { panelWords } = await load(new URL("src/demo/panel/page/panel-words.js", root));
  const names = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [first, rest] of [[en, others], [panelWords.en, [panelWords.es, panelWords.de, panelWords.fr]]]) {
    for (const words of rest) {
      assert.deepEqual(Object.keys(words), Object.keys(first));
      for (const [key, text] of Object.entries(first)) assert.deepEqual(names(words[key]), names(text), key);
    }
  }
});

// The files are modules without a package, which node takes for scripts.
async function load(url) {
  const text = await readFile(url, "utf8");
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}
