// What a window loads before it draws, by what index.html names. Fails above the budget: what is not needed at once comes later
// (components/part.tsx).
import { readFileSync, statSync } from "node:fs";

const BUDGET_KB = { script: 620, style: 80 };

const page = readFileSync("dist/index.html", "utf8");
const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(js|css))"/g)];
let failed = named.length === 0;

for (const [kind, ending] of [
  ["script", "js"],
  ["style", "css"],
]) {
  const bytes = named
    .filter(([, , found]) => found === ending)
    .reduce((sum, [, path]) => sum + statSync(`dist/${path}`).size, 0);
  const over = bytes > BUDGET_KB[kind] * 1000;
  console.log(
    `first load: ${Math.round(bytes / 1000)} kB of ${kind}, at most ${BUDGET_KB[kind]}${over ? ": too much" : ""}`,
  );
  failed ||= over;
}
process.exitCode = failed ? 1 : 0;
