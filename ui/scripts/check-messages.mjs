// Both languages say the same messages with the same inputs, each under its file's name, and no file is forgotten.
import { readdirSync, readFileSync } from "node:fs";

const problems = [];
const settings = JSON.parse(readFileSync("project.inlang/settings.json", "utf8"));
const patterns = settings["plugin.inlang.messageFormat"].pathPattern;
const [base, ...others] = settings.locales;

const filesOf = (locale) => readdirSync(`src/locales/${locale}`).sort();
const messagesOf = (locale, file) => JSON.parse(readFileSync(`src/locales/${locale}/${file}`, "utf8"));

function inputsOf(message) {
  const names = [...JSON.stringify(message).matchAll(/\{([a-zA-Z_]+)\}/g)].map((match) => match[1]);
  return [...new Set(names)].sort().join(", ");
}

function isEmpty(message) {
  return typeof message === "string" ? message.trim() === "" : false;
}

for (const file of filesOf(base)) {
  if (!patterns.includes(`./src/locales/{locale}/${file}`)) {
    problems.push(`${file} is not named in project.inlang/settings.json`);
  }
  const prefix = `${file.replace(".json", "").replaceAll("-", "_")}_`;
  const words = messagesOf(base, file);
  for (const [key, message] of Object.entries(words)) {
    if (!key.startsWith(prefix)) problems.push(`${base}/${file}: ${key} should begin with ${prefix}`);
    if (isEmpty(message)) problems.push(`${base}/${file}: ${key} is empty`);
  }
  for (const locale of others) {
    if (!filesOf(locale).includes(file)) {
      problems.push(`${locale}/${file} is missing`);
      continue;
    }
    const translated = messagesOf(locale, file);
    for (const key of Object.keys(words)) {
      if (!(key in translated) || isEmpty(translated[key]))
        problems.push(`${locale}/${file}: ${key} is missing`);
      else if (inputsOf(translated[key]) !== inputsOf(words[key])) {
        problems.push(`${locale}/${file}: ${key} has other inputs (${inputsOf(translated[key])})`);
      }
      if (
        /[\u4e00-\u9fff]/.test(JSON.stringify(translated[key] ?? "")) &&
        !key.endsWith("_example") &&
        !key.endsWith("_chinese")
      ) {
        problems.push(`${locale}/${file}: ${key} holds Chinese characters`);
      }
    }
    for (const key of Object.keys(translated)) {
      if (!(key in words)) problems.push(`${locale}/${file}: ${key} is in no ${base} file`);
    }
  }
}
for (const locale of others) {
  for (const file of filesOf(locale)) {
    if (!filesOf(base).includes(file)) problems.push(`${base}/${file} is missing`);
  }
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
