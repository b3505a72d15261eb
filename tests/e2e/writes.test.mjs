// What becomes of a registration that is wrong, refused, lost or cannot be sent: nothing typed is ever lost.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { until } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ADMINISTRATOR, startHost } from "./support/host.mjs";
import { signInByPassword } from "./support/people.mjs";
import { at, fillVehicle, goTo, notice, plateField, rowOf } from "./support/registers.mjs";
import { say } from "./support/words.mjs";

const KNOWN = "浙B9F367";
const NEW = "浙B77A31";

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
      { step: "vehicle", plate: KNOWN, owner: "沈测试", phone: "13900000367", until: "2099-12-31" },
      { step: "visits", count: 10 },
    ],
  });
  opened = await openPage(browser, host);
  page = opened.page;
  await page.goto(host.url);
  await signInByPassword(page, ADMINISTRATOR);
  await page.getByRole("contentinfo").waitFor();
  await goTo(page, "/vehicles");
  await rowOf(page, "vehicles-table", KNOWN).waitFor();
});
afterEach(async () => {
  await opened?.context.close();
  await host?.stop();
});

const faults = (text) => host.step("faults", { platform: "open", faults: text });
const save = () => at(page, "vehicle-save");
const owner = (form) => form.getByLabel(say("domain_field_owner"));

async function kept(form) {
  assert.equal(await owner(form).inputValue(), "单测试");
  assert.equal(await plateField(form).inputValue(), NEW);
}

async function registered(form) {
  await form.waitFor({ state: "detached" });
  await rowOf(page, "vehicles-table", NEW).waitFor();
}

test("a refusal shows the platform's words, and what was typed is sent again once it can be", async () => {
  const form = await fillVehicle(page, { plate: NEW });
  await faults("refuse#vehicle_add");
  await save().click();
  await notice(page, "refused").waitFor();
  const said = await notice(page, "refused").innerText();
  const [before, after] = say("domain_came_refused", { words: "|", nothing: say("domain_register_nothing") }).split("|");
  assert.ok(said.startsWith(before) && said.endsWith(after), said);
  assert.ok(said.length > before.length + after.length, `the platform's words are missing: ${said}`);
  await assertSound(page, "refused");
  await kept(form);
  await faults("");
  await save().click();
  await registered(form);
  assertQuiet(opened.complaints);
});

test("after a lost answer nothing is claimed, and then comes the truth", async () => {
  const form = await fillVehicle(page, { plate: NEW });
  await faults("lost_answer#vehicle_add,http500#vehicle_list");
  await save().click();
  await notice(page, "unknown").waitFor();
  await notice(page, "unknown")
    .getByText(say("domain_came_unknown", { unsure: say("domain_register_unsure") }))
    .waitFor();
  assert.ok(await save().isDisabled(), "it is not sent a second time");
  await assertSound(page, "unknown");
  await kept(form);
  await faults("");
  await at(page, "check-write").click();
  await notice(page, "done").waitFor();
  await page.keyboard.press("Escape");
  await rowOf(page, "vehicles-table", NEW).waitFor();
  assertQuiet(opened.complaints);
});

test("what the platform never received is said to be not done, also of a renewal, and can be done again", async () => {
  await rowOf(page, "vehicles-table", KNOWN).click();
  await at(page, "vehicle-renew").click();
  await at(page, "renew-until").fill("2099-12-30");
  await faults("http500#vehicle_update");
  await at(page, "renew-send").click();
  await notice(page, "not_done").waitFor();
  await notice(page, "not_done")
    .getByText(say("domain_came_not_done", { nothing: say("domain_renew_nothing") }))
    .waitFor();
  await assertSound(page, "not done");
  assert.equal(await at(page, "renew-until").inputValue(), "2099-12-30");
  await faults("");
  await at(page, "renew-send").click();
  await at(page, "renew-form").waitFor({ state: "detached" });
  const panel = at(page, "vehicle-panel");
  await until(async () => (await panel.innerText()).includes("2099-12-30"), "the new day");
  await panel.locator("[data-outcome=not_done]").waitFor();
  await assertSound(page, "history");
  assertQuiet(opened.complaints);
});

test("what is wrong is said at its field: days, spaces, phone", async () => {
  const form = await fillVehicle(page, { plate: NEW });
  const spaces = form.getByLabel(say("domain_field_spaces"));
  const phone = form.getByLabel(say("domain_field_phone"));
  await at(page, "valid-from").fill("2098-06-30");
  await at(page, "valid-until").fill("2098-06-01");
  await save().click();
  await form.getByText(say("vehicles_ends_before")).waitFor();
  await at(page, "valid-until").fill("2098-13-01");
  await form.getByText(say("kit_day_wrong")).waitFor();
  await at(page, "valid-until").fill("2098/12/1");
  for (const wrong of ["0", "1000", "2x"]) {
    await spaces.fill(wrong);
    await save().click();
    await form.getByText(say("vehicles_spaces_wrong", { most: 999 })).waitFor();
  }
  await assertSound(page, "mistakes");
  await spaces.fill("999");
  await phone.fill("139x0000778");
  await save().click();
  await form.getByText(say("vehicles_phone_wrong")).waitFor();
  await phone.fill("13900000778");
  await kept(form);
  await save().click();
  await registered(form);
  await rowOf(page, "vehicles-table", NEW).click();
  const panel = at(page, "vehicle-panel");
  await until(async () => (await panel.innerText()).includes("999"), "the spaces");
  assert.ok((await panel.innerText()).includes("2098-12-01"), "the day as it was meant");
  assertQuiet(opened.complaints);
});

test("a plate that is like none is pointed out, and taken when it is insisted on", async () => {
  const strange = "浙B1234";
  const form = await fillVehicle(page, { plate: strange });
  await save().click();
  await form.getByText(say("vehicles_plate_unusual")).waitFor();
  await assertSound(page, "strange");
  await form.getByLabel(say("kit_plate_insist")).check();
  await save().click();
  await form.waitFor({ state: "detached" });
  await rowOf(page, "vehicles-table", strange).waitFor();
  assertQuiet(opened.complaints);
});

test("while the platform is away the register stays readable, and what is typed waits", async () => {
  await host.step("port", { platform: "open", state: "down" });
  await page
    .locator('[data-platform="open"]')
    .getByText(say("layout_platform_unreachable"), { exact: true })
    .waitFor();
  assert.ok(await rowOf(page, "vehicles-table", KNOWN).isVisible());
  const form = await fillVehicle(page, { plate: NEW });
  await save().click();
  const said = form.getByRole("alert");
  await said.waitFor();
  await assertSound(page, "away");
  await kept(form);
  assert.equal(await rowOf(page, "vehicles-table", NEW).count(), 0, "nothing is claimed");
  await host.step("port", { platform: "open", state: "up" });
  await page.locator('[data-platform="open"]').getByText(say("layout_platform_ok"), { exact: true }).waitFor();
  await save().click();
  await registered(form);
  assertQuiet(opened.complaints);
});
