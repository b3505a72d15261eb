// The system's Chromium, and what every test wants of a page.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { AxeBuilder, chromium } from "./packages.mjs";
import { keys } from "./words.mjs";

/** Long enough for a busy machine. */
export const PATIENCE_MS = 30_000;

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const name of NAMES) {
    const folder = folders.find((one) => existsSync(join(one, name)));
    if (folder) return join(folder, name);
  }
  throw new Error("no Chromium was found; install it, or name it in CHROMIUM");
}

export function openBrowser() {
  return chromium.launch({ executablePath: executable(), args: ["--no-sandbox", "--lang=zh-CN"] });
}

/**
 * A page of its own cookies and storage, and what it complained of: errors on the console, errors thrown, requests to
 * other addresses than the host's.
 */
export async function openPage(browser, host, { theme = "light", language = "zh-CN", print = "normal" } = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !isRefusal(message)) complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(host.url) && !url.startsWith("data:") && !url.startsWith("blob:"))
      complaints.push(`asked for: ${url}`);
  });
  // Only where nothing was chosen yet: a reload must find what the page itself kept.
  await page.addInitScript((kept) => {
    if (!localStorage.getItem("gatehouse.preferences")) localStorage.setItem("gatehouse.preferences", kept);
  }, JSON.stringify({ language, theme, print }));
  return { page, context, complaints };
}

/** Chromium writes every answer above 399 to the console; a refusal that the page shows is no fault of it. */
function isRefusal(message) {
  return /^Failed to load resource/.test(message.text()) && /\/(rpc|events)/.test(message.location().url);
}

/** Fails where the page complained of anything but what `expected` matches. */
export function assertQuiet(complaints, expected) {
  const others = complaints.filter((complaint) => !expected?.test(complaint));
  assert.deepEqual(others, []);
}

/** No serious finding of axe, no key shown instead of its words, nothing wider than the window. */
export async function assertSound(page, where) {
  // Transitions end before colours are measured.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))));
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(told, [], where);

  const text = await page.locator("body").innerText();
  const shown = keys.filter((key) => text.includes(key));
  assert.deepEqual(shown, [], `${where}: keys instead of words`);

  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `${where}: ${overflow} pixels wider than the window`);
}
