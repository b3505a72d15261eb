// Pictures of every screen at both sizes, themes and languages, into tests/look/shots. Fails where the page complains, breaks
// the policy, or has a serious fault of accessibility.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { startHost } from "../mock/host.mjs";
import { scenes } from "./scenes.mjs";

const SHOTS = fileURLToPath(new URL("./shots/", import.meta.url));
const SIZES = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
];

/** A part of a scene's name, and of a variant's: `npm run look booth 'en dark'`. */
const [only, onlyVariant = ""] = process.argv.slice(2);
const host = await startHost();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--lang=zh-CN"],
});
const complaints = [];
await mkdir(SHOTS, { recursive: true });

for (const scene of scenes.filter(
  (one) => !only || only.split(",").some((name) => one.name.includes(name)),
)) {
  for (const variant of scene.variants ?? ["zh-CN light", "en dark"]) {
    if (!variant.includes(onlyVariant)) continue;
    for (const size of scene.sizes ?? SIZES) {
      await shoot(scene, variant, SIZES[size] ?? size);
    }
  }
}

async function shoot(scene, variant, viewport) {
  const [language, theme, print = "normal"] = variant.split(" ");
  host.mend();
  host.reset();
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const where = `${scene.name} ${variant} ${viewport.width}`;
  page.on("console", (message) => {
    if (message.location().url.endsWith("/favicon.ico")) return;
    if (message.type() === "error" && !scene.expects?.test(message.text()))
      complaints.push(`${where}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${where}: ${error.message}`));
  await page.addInitScript(
    (kept) => localStorage.setItem("gatehouse.preferences", kept),
    JSON.stringify({ language, theme, print }),
  );
  await scene.before?.(host);
  await page.goto(host.url);
  await scene.act(page, host);
  await page.evaluate(() => document.fonts.ready);
  if (viewport.width === SIZES[0].width) await judge(page, where);
  const name = `${scene.name}-${language}-${theme}${print === "large" ? "-large" : ""}-${viewport.width}.png`;
  await page.screenshot({ path: `${SHOTS}${name}` });
  console.log(name);
  await context.close();
}

/** Serious faults of accessibility, by axe. */
async function judge(page, where) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, impact, nodes } of violations) {
    if (impact === "serious" || impact === "critical") complaints.push(`${where}: ${id} ${nodes[0]?.target}`);
  }
}

await browser.close();
await host.stop();
for (const complaint of new Set(complaints)) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
