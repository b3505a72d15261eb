// Finding a vehicle by just typing, what is known of it, and putting a plate right.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { feedRow, lane, plateIn, until } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ATTENDANT, startHost } from "./support/host.mjs";
import { atTheBooth } from "./support/people.mjs";
import { say } from "./support/words.mjs";

const REGISTERED = "浙B9F367";
const MISREAD = "浙B8D0D8";
const RIGHT = "浙B8D008";

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
      { step: "visits", count: 40 },
      { step: "vehicle", plate: REGISTERED, owner: "沈测试", phone: "13900000367", until: "2099-12-31", remark: "样例" },
      { step: "passage", plate: REGISTERED, direction: "in", class: "monthly", owner: "沈测试", seconds_ago: 900 },
      { step: "passage", plate: MISREAD, direction: "in", seconds_ago: 600 },
    ],
  });
  opened = await openPage(browser, host);
  page = opened.page;
  await atTheBooth(page, host);
  await feedRow(page, REGISTERED).waitFor();
});
afterEach(async () => {
  await opened?.context.close();
  await host?.stop();
});

const hits = () => page.getByTestId("plate-hit");
const card = () => page.getByTestId("plate-card");

test("two remembered digits and Enter show the vehicle: three keys from anywhere", async () => {
  await page.keyboard.press("6");
  await page.keyboard.press("7");
  await page.keyboard.press("Enter");
  await card().waitFor();
  assert.equal(await card().getAttribute("data-plate"), REGISTERED);
  await until(async () => (await page.getByTestId("registration").count()) > 0, "the registers were read");
  const said = await card().innerText();
  assert.ok(said.includes("2099-12-31"), said);
  assert.ok(!said.includes("沈测试") && !said.includes("13900000367"), "owner and phone are masked");
  await assertSound(page, "plate card");
  assertQuiet(opened.complaints);
});

test("results follow every key and are chosen by arrows", async () => {
  await page.keyboard.type("浙B0");
  await page.getByTestId("plate-results").waitFor();
  await until(async () => (await hits().count()) > 3, "several are found");
  await assertSound(page, "results");
  await page.keyboard.press("ArrowDown");
  const second = await hits().nth(1).getByRole("img").first().getAttribute("aria-label");
  await page.keyboard.press("Enter");
  await card().waitFor();
  const shown = await card().getByRole("img").first().getAttribute("aria-label");
  assert.equal(shown, second);
  await page.keyboard.press("Escape");
  await card().waitFor({ state: "detached" });
  assertQuiet(opened.complaints);
});

test("an owner is found by initials, and shown in full only when asked for", async () => {
  await until(async () => {
    await page.getByTestId("plate-search").fill("scs");
    await page.waitForTimeout(300);
    return (await hits().count()) > 0;
  }, "the registers were read");
  await page.keyboard.press("Enter");
  await card().waitFor();
  await page.getByTestId("reveal-owner").first().click();
  const asked = page.getByRole("dialog", { name: say("plate_reveal_title") });
  await asked.getByText(say("plate_reveal_what")).waitFor();
  await asked.getByRole("button", { name: say("plate_reveal_act") }).click();
  await card().getByText("13900000367").waitFor();
  await card().getByText("沈测试").first().waitFor();
  await assertSound(page, "owner in full");
  assertQuiet(opened.complaints);
});

test("what is nowhere is said, with what to do", async () => {
  await page.keyboard.type("ZZZ99");
  await page.getByTestId("plate-nothing").waitFor();
  await assertSound(page, "nothing found");
  await page.keyboard.press("Escape");
  await page.getByTestId("plate-results").waitFor({ state: "detached" });
  assertQuiet(opened.complaints);
});

test("a lane is opened for the vehicle that was found", async () => {
  await page.keyboard.type("67");
  await page.keyboard.press("Enter");
  await card().waitFor();
  const key = await lane(page, "2").getByTestId("open-lane").getAttribute("aria-keyshortcuts");
  await page.keyboard.press(key);
  await page.getByTestId("open-lane-dialog").waitFor();
  await plateIn(page.getByTestId("open-lane-dialog"), REGISTERED).waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await lane(page, "2").getByTestId("opening-state").waitFor();
  await until(async () => (await host.step("openings")).length === 1, "it was opened");
  assertQuiet(opened.complaints);
});

test("a plate is put right with a reason, and card and feed show who did it", async () => {
  await page.keyboard.type("0D8");
  await page.keyboard.press("Enter");
  await card().waitFor();
  await page.getByTestId("plate-card-correct").click();
  const form = page.getByTestId("correct-plate");
  await form.waitFor();
  const send = page.getByTestId("correct-plate-send");
  assert.ok(await send.isDisabled(), "nothing was changed yet");
  const field = form.getByLabel(say("plate_correct_right")).first();
  await field.fill(RIGHT);
  assert.ok(await send.isDisabled(), "there is no reason yet");
  await page.getByTestId("correct-plate-reason").fill("照片看得清");
  await assertSound(page, "correcting");
  await send.click();
  await form.waitFor({ state: "detached" });
  await feedRow(page, RIGHT).waitFor();
  await page.keyboard.press("Escape");

  await page.getByTestId("plate-search").fill("D008");
  await hits().first().waitFor();
  await page.keyboard.press("Enter");
  await card().waitFor();
  const corrections = page.getByTestId("corrections");
  await corrections.waitFor();
  const said = await corrections.innerText();
  assert.ok(said.includes(ATTENDANT.name) && said.includes("照片看得清"), said);
  await assertSound(page, "corrected");
  assertQuiet(opened.complaints);
});
