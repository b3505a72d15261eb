// Files that the program hands out: they arrive, and hold what was shown.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { until } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ADMINISTRATOR, startHost } from "./support/host.mjs";
import { signInByPassword } from "./support/people.mjs";
import { at, goTo, rowOf, rows } from "./support/registers.mjs";
import { say } from "./support/words.mjs";

const FIRST = "浙B9F367";
const EXPIRED = "浙B2K555";
const FORMULA = "浙B3C777";

let browser;
let host;
let opened;
let page;

before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());
beforeEach(async () => {
  host = await startHost({
    before: [
      { step: "vehicle", plate: FIRST, owner: "沈测试", phone: "13900000367", until: "2099-12-31" },
      { step: "vehicle", plate: EXPIRED, owner: "曾小明", phone: "13900000555", until: "2020-01-01" },
      { step: "vehicle", plate: FORMULA, owner: "=1+1", phone: "13900000777", until: "2099-12-31", remark: "@cmd" },
      { step: "passage", plate: FIRST, direction: "in", seconds_ago: 900 },
      { step: "passage", plate: "浙B54321", direction: "in", seconds_ago: 800 },
    ],
  });
  opened = await openPage(browser, host);
  page = opened.page;
  await page.goto(host.url);
  await signInByPassword(page, ADMINISTRATOR);
  await page.getByRole("contentinfo").waitFor();
});
afterEach(async () => {
  await opened?.context.close();
  await host?.stop();
});

/** The file that comes of `act`, and its text. */
async function fileOf(act) {
  const coming = page.waitForEvent("download");
  await act();
  const download = await coming;
  const bytes = await readFile(await download.path());
  return { name: download.suggestedFilename(), bytes, text: bytes.toString("utf8") };
}

async function exportVehicles({ format, inFull = false }) {
  await at(page, "vehicles-export").click();
  const form = at(page, "export-form");
  await form.waitFor();
  await assertSound(page, "export");
  if (inFull) await form.getByLabel(say("sheets_in_full")).check();
  await form.getByText(say(`sheets_${format}`), { exact: true }).click();
  const file = await fileOf(() => at(page, "export-send").click());
  await form.waitFor({ state: "detached" });
  return file;
}

test("vehicles come as they are shown: filtered, masked, and harmless to a spreadsheet", async () => {
  await goTo(page, "/vehicles");
  await rowOf(page, "vehicles-table", FORMULA).waitFor();
  await page.locator("[data-chip=valid]").click();
  await until(async () => (await rows(page, "vehicles-table").count()) === 2, "two are valid");
  const { name, text } = await exportVehicles({ format: "csv" });
  assert.match(name, /\.csv$/);
  assert.ok(text.includes(FIRST) && text.includes(FORMULA), text);
  assert.ok(!text.includes(EXPIRED), "what is not shown is not in it");
  assert.ok(!text.includes("13900000367") && !text.includes("沈测试"), "masked");
  assert.doesNotMatch(text, /(^|,)"?[=@+]/m, "no cell begins a formula");
  assert.ok(text.includes(ADMINISTRATOR.name), "it says whose it is");
  await page.getByText(say("domain_file_saved", { rows: 2 })).waitFor();

  const full = await exportVehicles({ format: "csv", inFull: true });
  assert.ok(full.text.includes("13900000367") && full.text.includes("沈测试"), "in full where that was asked for");
  assertQuiet(opened.complaints);
});

test("a workbook is one", async () => {
  await goTo(page, "/vehicles");
  await rowOf(page, "vehicles-table", FIRST).waitFor();
  const { name, bytes } = await exportVehicles({ format: "xlsx" });
  assert.match(name, /\.xlsx$/);
  assert.equal(bytes.subarray(0, 2).toString(), "PK");
  assert.ok(bytes.length > 2_000, `${bytes.length} bytes`);
  assertQuiet(opened.complaints);
});

test("passages come as they are filtered", async () => {
  await goTo(page, "/passages?text=F367");
  await until(async () => (await rows(page, "passages-table").count()) === 1, "one is left");
  const { name, bytes } = await fileOf(() => at(page, "passages-export").click());
  assert.match(name, /\.(xlsx|csv)$/);
  assert.ok(bytes.length > 100);
  await page.getByText(say("domain_file_saved", { rows: 1 })).waitFor();
  assertQuiet(opened.complaints);
});

test("a batch leaves a file of its rows", async () => {
  await goTo(page, "/vehicles");
  await rowOf(page, "vehicles-table", FIRST).waitFor();
  await at(page, "choose-all").click();
  await at(page, "renew-many").click();
  await at(page, "many-begin").click();
  await page.locator("[data-testid=batch-progress][data-state=finished]").waitFor();
  const { name, bytes } = await fileOf(() => at(page, "batch-file").click());
  assert.match(name, /\.(xlsx|csv)$/);
  assert.ok(bytes.length > 100);
  await page.getByText(say("domain_file_saved", { rows: 3 })).waitFor();
  assertQuiet(opened.complaints);
});
