// What the pages say, from the UI's own messages, so that a test names a message and not its words.
import { readdirSync, readFileSync } from "node:fs";

const LOCALES = new URL("../../../ui/src/locales/", import.meta.url);

function read(language) {
  const folder = new URL(`${language}/`, LOCALES);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return Object.assign({}, ...files.map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"))));
}

const messages = { "zh-CN": read("zh-CN"), en: read("en") };

/** The message of this key; `{name}` in it becomes what `values` has for it. */
export function say(key, values = {}, language = "zh-CN") {
  const message = messages[language][key];
  if (typeof message !== "string") throw new Error(`there is no plain message ${key} in ${language}`);
  return message.replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in values)) throw new Error(`${key} needs ${name}`);
    return String(values[name]);
  });
}

/** The part of a message that stands before its first value. */
export function beginningOf(key, language = "zh-CN") {
  return messages[language][key].split("{")[0].trim();
}

/** Every key, to look for one that was shown instead of its words. */
export const keys = Object.keys(messages.en);
