// Passes for visitors and absences of registered vehicles, over the real core and the simulated platform.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { until } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ADMINISTRATOR, startHost } from "./support/host.mjs";
import { signInByPassword } from "./support/people.mjs";
import { at, goTo, notice, plateField, rowOf, rows } from "./support/registers.mjs";
import { say } from "./support/words.mjs";

const REGISTERED = "浙B9F367";
const VISITOR = "浙B3V210";

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
      { step: "vehicle", plate: REGISTERED, owner: "沈测试", phone: "13900000367", until: "2099-12-31" },
      { step: "visits", count: 10 },
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

/** An administrator chooses once which of the platform's own types passes get. */
async function chooseType() {
  await goTo(page, "/visitors");
  await at(page, "visitor-types").click();
  const types = page.getByRole("region", { name: say("visitors_type") });
  const field = types.getByRole("combobox");
  await until(async () => (await field.locator("option").count()) > 1, "the platform's types are known");
  await assertSound(page, "types");
  await field.selectOption({ index: 1 });
  await page.getByRole("button", { name: say("visitors_type"), exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await types.waitFor({ state: "detached" });
}

async function makePass(plate) {
  await at(page, "visitors-add").click();
  const form = at(page, "visitor-form");
  await plateField(form).fill(plate);
  await form.getByLabel(say("visitors_contact")).fill("来访人");
  await form.getByLabel(say("visitors_phone")).fill("13900000210");
  return form;
}

const state = async (plate) => rowOf(page, "visitors-table", plate).innerText();

test("a pass is made, gets another last day, and is called off", async () => {
  await chooseType();
  const form = await makePass(VISITOR);
  await assertSound(page, "pass");
  await page.keyboard.press("Control+Enter");
  await form.waitFor({ state: "detached" });
  await until(async () => (await state(VISITOR)).includes(say("visitors_holds")), "it holds");

  await rowOf(page, "visitors-table", VISITOR).getByTestId("visitor-extend").click();
  const extend = at(page, "extend-form");
  await at(page, "extend-until").fill("2098-06-30");
  await at(page, "extend-send").click();
  await extend.waitFor({ state: "detached" });
  await until(async () => (await state(VISITOR)).includes("2098-06-30"), "the new day");

  await rowOf(page, "visitors-table", VISITOR).getByTestId("visitor-cancel").click();
  await page.getByText(say("visitors_cancel_what")).waitFor();
  await assertSound(page, "calling off");
  await at(page, "cancel-send").click();
  await until(async () => (await state(VISITOR)).includes(say("visitors_cancelled")), "it is called off");
  assertQuiet(opened.complaints);
});

test("dates the wrong way round and a phone with letters are said at once, and nothing is sent", async () => {
  await chooseType();
  const form = await makePass(VISITOR);
  const send = at(page, "visitor-send");
  await at(page, "visitor-from").fill("2098-06-30");
  await at(page, "visitor-until").fill("2098-06-01");
  await form.getByText(say("visitors_reversed")).waitFor();
  assert.ok(await send.isDisabled(), "dates");
  await at(page, "visitor-until").fill("2098/7/1");
  await form.getByLabel(say("visitors_phone")).fill("139abc00210");
  await form.getByText(say("visitors_phone_wrong")).waitFor();
  assert.ok(await send.isDisabled(), "phone");
  await assertSound(page, "mistakes");
  await form.getByLabel(say("visitors_phone")).fill("13900000210");
  await send.click();
  await form.waitFor({ state: "detached" });
  assertQuiet(opened.complaints);
});

test("a day is picked from the calendar by the keys alone", async () => {
  await chooseType();
  const form = await makePass(VISITOR);
  const last = at(page, "visitor-until");
  await last.fill("2098-06-15");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const calendar = page.getByRole("region", { name: say("kit_day_pick", { label: say("visitors_last_day") }) });
  await calendar.getByRole("grid").waitFor();
  await assertSound(page, "calendar");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await calendar.waitFor({ state: "detached" });
  assert.equal(await last.inputValue(), "2098-06-23");
  assert.ok(await form.isVisible(), "the form was neither sent nor closed");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-controls"));
  assert.ok(await focused(), "the focus is back at its button");
  await page.keyboard.press("Enter");
  await calendar.getByRole("grid").waitFor();
  await page.keyboard.press("Escape");
  await calendar.waitFor({ state: "detached" });
  assert.ok(await form.isVisible(), "Escape closes the calendar and not the form");
  assertQuiet(opened.complaints);
});

test("a pass that the platform refuses says so in its words, and loses nothing typed", async () => {
  await chooseType();
  const form = await makePass(VISITOR);
  await host.step("faults", { platform: "open", faults: "refuse#vehicle_add" });
  await at(page, "visitor-send").click();
  await notice(page, "refused").waitFor();
  assert.match(await notice(page, "refused").innerText(), new RegExp(say("domain_pass_nothing")));
  assert.equal(await form.getByLabel(say("visitors_contact")).inputValue(), "来访人");
  await host.step("faults", { platform: "open", faults: "" });
  await at(page, "visitor-send").click();
  await form.waitFor({ state: "detached" });
  await rowOf(page, "visitors-table", VISITOR).waitFor();
  assertQuiet(opened.complaints);
});

test("an absence is registered for a vehicle that has leave to be there, and refused for others", async () => {
  await goTo(page, "/outings");
  await at(page, "outings-register").click();
  await at(page, "finder").fill("F367");
  await at(page, "finder-hit").first().click();
  const form = at(page, "outing-form");
  const from = await form.getByLabel(say("outings_from")).inputValue();
  await form.getByLabel(say("outings_to")).fill(from);
  await form.getByText(say("outings_reversed")).waitFor();
  assert.ok(await at(page, "outing-send").isDisabled(), "back before it left");
  await form.getByRole("button", { name: say("outings_hours", { count: 4 }) }).click();
  await assertSound(page, "outing");
  await at(page, "outing-send").click();
  await form.waitFor({ state: "detached" });
  await until(
    async () => (await rowOf(page, "outings-table", REGISTERED).innerText()).includes(say("outings_away")),
    "it is away",
  );

  await host.step("faults", { platform: "open", faults: "refuse#outing_register" });
  await at(page, "outings-register").click();
  await at(page, "finder").fill("F367");
  await at(page, "finder-hit").first().click();
  await at(page, "outing-send").click();
  await page.locator("[data-testid=outing-came][data-outcome=refused]").waitFor();
  await assertSound(page, "refused outing");
  await page.keyboard.press("Escape");
  await until(async () => (await rows(page, "outings-table").count()) === 2, "both are in the list");
  await page.locator("[data-testid=outings-table] [data-outcome=refused]").waitFor();
  await assertSound(page, "outings");
  assertQuiet(opened.complaints);
});
