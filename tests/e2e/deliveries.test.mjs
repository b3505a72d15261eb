// What the city has: from a number over its reason to sending it again; and the books beside the list of vehicles inside.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { until } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ADMINISTRATOR, startHost } from "./support/host.mjs";
import { signInByPassword } from "./support/people.mjs";
import { at, goTo, rowOf, rows } from "./support/registers.mjs";
import { say } from "./support/words.mjs";

const REFUSED = "浙B12345";
const FINE = "浙B54321";

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
      { step: "faults", platform: "city", faults: `refuse_session:${REFUSED}#arrival` },
      { step: "passage", plate: FINE, direction: "in", seconds_ago: 900 },
      { step: "passage", plate: REFUSED, direction: "in", seconds_ago: 600 },
    ],
  });
});
afterEach(async () => {
  await opened?.context.close();
  await host?.stop();
});

async function open(options) {
  opened = await openPage(browser, host, options);
  page = opened.page;
  await page.goto(host.url);
}

const reason = (name) => page.locator(`[data-testid=reason][data-reason=${name}]`);
const figure = (name) => at(page, "reporting").getByTestId(name);

test("what the city refused is found from the overview, read in plain words, and sent again", async () => {
  await open();
  await signInByPassword(page, ADMINISTRATOR);
  // The city's part of the status bar leads there.
  await page.locator("[data-platform=city]").click();
  await at(page, "deliveries").waitFor();
  await at(page, "reporting-overview").click();
  await until(async () => (await figure("parked").innerText()) === "1", "one needs a person");
  await at(page, "deliveries-overview").locator("canvas").nth(1).waitFor();
  await assertSound(page, "overview");

  await figure("parked").click();
  await rowOf(page, "deliveries-table", REFUSED).waitFor();
  await until(async () => (await rows(page, "deliveries-table").count()) === 1, "the rows behind the number");
  await assertSound(page, "list");

  await at(page, "reporting-reasons").click();
  await reason("refused").getByText(say("deliveries_refused_title")).waitFor();
  await reason("refused").getByText(say("deliveries_do_mend_and_retry")).waitFor();
  await assertSound(page, "reasons");

  await host.step("faults", { platform: "city", faults: "" });
  await reason("refused").getByTestId("retry").click();
  await reason("refused").waitFor({ state: "detached" });
  await goTo(page, "/deliveries?view=list&state=delivered&kind=arrival");
  await rowOf(page, "deliveries-table", REFUSED).waitFor();
  await rowOf(page, "deliveries-table", FINE).waitFor();
  assertQuiet(opened.complaints);
});

test("reporting pauses and goes on, and giving up asks for a reason", async () => {
  await open();
  await signInByPassword(page, ADMINISTRATOR);
  await page.getByRole("contentinfo").waitFor();
  await goTo(page, "/deliveries");
  const standing = page.locator("[data-testid=reporting]");
  await at(page, "reporting-hold").click();
  await at(page, "reporting-dialog").getByText(say("deliveries_pause_cars")).waitFor();
  await assertSound(page, "pausing");
  await page.getByRole("dialog").getByRole("button", { name: say("deliveries_pause") }).click();
  await until(async () => (await standing.getAttribute("data-held")) === "true", "reporting is held back");
  await at(page, "reporting-hold").click();
  await page.getByRole("dialog").getByRole("button", { name: say("deliveries_resume") }).click();
  await until(async () => (await standing.getAttribute("data-held")) === "false", "reporting goes on");

  await goTo(page, "/deliveries?view=list&state=parked");
  await rowOf(page, "deliveries-table", REFUSED).getByRole("checkbox").check();
  await at(page, "give-up").click();
  const dialog = at(page, "give-up-dialog");
  await dialog.waitFor();
  await assertSound(page, "giving up");
  // The field has the focus, and nothing goes without a reason.
  assert.ok(await at(page, "give-up-send").isDisabled());
  await page.keyboard.type("测试车辆");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await goTo(page, "/deliveries?view=list&state=given_up");
  await rowOf(page, "deliveries-table", REFUSED).getByText("测试车辆").waitFor();
  assertQuiet(opened.complaints);
});

for (const [theme, language, print] of [
  ["dark", "en", "normal"],
  ["light", "zh-CN", "large"],
])
  test(`reconciling is sound, and says that it is bookkeeping: ${theme}, ${language}, ${print} print`, async () => {
    await open({ theme, language, print });
    await page.getByText("陈默").first().waitFor();
    await page.keyboard.type("2580");
    await page.keyboard.press("Enter");
    await page.getByRole("contentinfo").waitFor();
    for (const view of ["", "?view=reasons", "?view=list"]) {
      await goTo(page, `/deliveries${view}`);
      await at(page, "deliveries").locator("[data-testid=reporting], [data-testid=reason], [data-testid=table-row]").first().waitFor();
      await assertSound(page, `deliveries ${view}`);
    }
    await at(page, "reporting-reconcile").click();
    await at(page, "reconcile").getByText(say("reconcile_bookkeeping", {}, language)).waitFor();
    for (const topic of ["ghosts", "unseen", "arrivals", "times", "counts", "photos"]) {
      await page.locator(`[data-chip=${topic}]`).click();
      await page.getByText(say(`reconcile_${topic}_means`, {}, language)).waitFor();
      await assertSound(page, `reconciling ${topic}`);
    }
    // An attendant looks, and an administrator decides.
    assert.equal(await at(page, "mark-all").count(), 0);
    assertQuiet(opened.complaints);
  });
