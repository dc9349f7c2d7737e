// The page's own words, in the reader's language where it is one of the four. What a bot writes is the bot's.

import en from "./words.en.js";
import es from "./words.es.js";
import de from "./words.de.js";
import fr from "./words.fr.js";

const languages = { en, es, de, fr };

export const language = navigator.languages.map((known) => known.slice(0, 2)).find((known) => known in languages) ?? "en";

// The language of the person's phone, as Discord names it.
export const discordLocale = { en: "en-US", es: "es-ES", de: "de", fr: "fr" }[language];

const words = { ...languages[language] };

// The panel has words of its own, by language.
export const addWords = (more) => Object.assign(words, more.en, more[language]);

export function word(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (found, name) => values[name] ?? found);
}
