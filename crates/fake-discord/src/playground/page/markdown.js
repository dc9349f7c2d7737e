// Discord's markup as nodes, or as the plain text of a push. `names` finds what an id stands for.

import { element } from "./dom.js";
import { timestamp, relative, written } from "./times.js";

// What may begin at the present place, tried in this order. Each makes a node from what it found.
const RULES = [
  [/^\\([^\sA-Za-z0-9])/, ([, sign]) => sign],
  [/^```(?:\w*\n)?([\s\S]+?)```/, ([, code]) => element("pre", {}, element("code", {}, code))],
  [/^(`+)(.+?)\1(?!`)/s, ([, , code]) => element("code", {}, code.trim())],
  [/^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, ([, seconds, style]) => timestamp(Number(seconds), style)],
  [/^<@!?(\d+)>/, ([, id], names) => mention(`@${names.user(id)}`, names.isMe(id))],
  [/^<@&(\d+)>/, ([, id], names) => mention(`@${names.role(id)}`, names.isMine(id))],
  [/^<#(\d+)>/, ([, id], names) => mention(`#${names.channel(id)}`, false)],
  [/^@(everyone|here)\b/, ([text]) => mention(text, true)],
  [/^\*\*([\s\S]+?)\*\*(?!\*)/, ([, inner], names) => element("strong", {}, inline(inner, names))],
  [/^__([\s\S]+?)__(?!_)/, ([, inner], names) => element("u", {}, inline(inner, names))],
  [/^\*(?!\s)([^*\n]+?)\*(?!\*)/, ([, inner], names) => element("em", {}, inline(inner, names))],
  [/^_(?!\s)([^_\n]+?)_(?![A-Za-z0-9_])/, ([, inner], names) => element("em", {}, inline(inner, names))],
  [/^~~([\s\S]+?)~~/, ([, inner], names) => element("s", {}, inline(inner, names))],
  [/^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/, ([, text, address], names) => names.link(text, address)],
  [/^<?(https?:\/\/[^\s<>)]+)>?/, ([, address], names) => names.link(null, address)],
];

function mention(text, isMine) {
  return element("span", { class: isMine ? "mention mine" : "mention" }, text);
}

// An underscore inside a word is no markup.
function follows(before, source) {
  return !(source[0] === "_" && /[A-Za-z0-9]$/.test(before));
}

function inline(source, names) {
  const nodes = [];
  let text = "";
  let rest = source;
  while (rest) {
    let found = null;
    for (const [rule, make] of RULES) {
      const match = follows(text, rest) && rule.exec(rest);
      if (match) {
        found = [match[0].length, make(match, names)];
        break;
      }
    }
    if (!found) {
      // A whole word at a time; what could begin a rule is tried again.
      const plain = /^[A-Za-z0-9]+|^[\s\S]/u.exec(rest)[0];
      const word = plain.startsWith("http") ? plain.slice(0, 1) : plain;
      text += word;
      rest = rest.slice(word.length);
      continue;
    }
    if (text) nodes.push(text);
    text = "";
    nodes.push(found[1]);
    rest = rest.slice(found[0]);
  }
  if (text) nodes.push(text);
  return nodes;
}

// The markup of whole lines: headings, small print, quotes and lists.
export function markdown(source, names) {
  const blocks = [];
  const fenced = source.split(/(```[\s\S]+?```)/);
  for (const part of fenced) {
    if (part.startsWith("```")) {
      blocks.push(...inline(part, names));
      continue;
    }
    const lines = part.split("\n");
    lines.forEach((line, index) => {
      const [, mark, rest] = /^(#{1,3} |-# |> |[-*] )(.*)$/.exec(line) ?? [null, "", line];
      const kind = { "#": "heading", "-# ": "small", "> ": "quote", "- ": "item", "* ": "item" };
      const name = mark.startsWith("#") ? "heading" : kind[mark];
      if (name) blocks.push(element("span", { class: `line ${name}` }, inline(rest, names)));
      else blocks.push(...inline(line, names), index < lines.length - 1 ? element("br") : "");
    });
  }
  return blocks;
}

// The text of a push: names instead of ids, and no markup.
export function plain(source, names) {
  return source
    .replace(/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/g, (_, seconds, style) =>
      style === "R" ? relative(seconds * 1000) : written(seconds * 1000, style ?? "f"))
    .replace(/<@!?(\d+)>/g, (_, id) => `@${names.user(id)}`)
    .replace(/<@&(\d+)>/g, (_, id) => `@${names.role(id)}`)
    .replace(/<#(\d+)>/g, (_, id) => `#${names.channel(id)}`)
    .replace(/\*\*|__|~~/g, "")
    .replace(/\\([^\sA-Za-z0-9])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
