// From an empty directory to live data, as the assistant leads there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { plateIn } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ADMINISTRATOR, startHost } from "./support/host.mjs";
import { say } from "./support/words.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const step = (page, name) => page.locator(`[data-testid=setup-step][data-step=${name}]`);
const field = (page, label) => page.getByLabel(new RegExp(`^${label}`)).first();
const next = (page) => page.getByTestId("setup-next").click();

async function firstRun(page) {
  await page.getByLabel(say("layout_administrator_name")).fill(ADMINISTRATOR.name);
  await page.getByLabel(say("layout_password"), { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByLabel(say("layout_password_again")).fill(ADMINISTRATOR.password);
  await page.getByRole("button", { name: say("layout_first_run_act") }).click();
  await page.getByRole("switch").or(page.getByRole("checkbox")).first().click();
  await page.getByRole("button", { name: say("layout_recovery_go_on") }).click();
}

/** The test of what is typed ends as expected. */
async function tries(page, state) {
  await page.getByTestId("try-connection").first().click();
  await page.locator(`[data-testid=trial][data-state=${state}]`).first().waitFor();
}

test("the assistant leads from an empty directory to live data, and is left and taken up again on the way", async () => {
  const host = await startHost({ people: false, empty: true });
  try {
    const { page, context, complaints } = await openPage(browser, host);
    const { open_platform: open, city } = host.access;
    await page.goto(host.url);
    await firstRun(page);

    await step(page, "open_platform").waitFor();
    await assertSound(page, "open platform");
    await field(page, say("file_field_base_url")).fill(open.base_url);
    await field(page, say("file_field_app_key")).fill(open.app_key);
    await field(page, say("file_secret_app")).fill("another");
    await tries(page, "failed");
    await field(page, say("file_secret_app")).fill(open.app_secret);
    await tries(page, "ok");
    await next(page);

    await page.locator(`[data-testid=found-car-park][data-parking="${host.parkingId}"]`).waitFor();
    await assertSound(page, "car parks");
    await page.getByTestId("setup-leave").click();
    await page.getByTestId("booth").waitFor();
    await page.reload();
    await page.getByTestId("sync-nowhere").click();
    await step(page, "car_parks").waitFor();
    await page.getByTestId("found-car-park").waitFor();
    await next(page);

    await step(page, "lanes").waitFor();
    await page.locator("tbody tr").first().waitFor();
    await assertSound(page, "lanes");
    await next(page);

    await step(page, "city").waitFor();
    await page.getByTestId("setup-city").getByRole("checkbox").first().check();
    await field(page, say("file_field_base_url")).fill(city.base_url);
    await field(page, say("file_field_portname")).fill(city.portname);
    await field(page, say("file_field_parkpotid")).fill(city.parkpotid);
    await field(page, say("file_secret_port")).fill(city.portpwd);
    await tries(page, "ok");
    await assertSound(page, "city platform");
    await next(page);

    await step(page, "staff").waitFor();
    await assertSound(page, "staff");
    await next(page);

    await step(page, "done").waitFor();
    await step(page, "done").locator("[data-state=ok]").nth(1).waitFor();
    await host.passes("浙B12345");
    await plateIn(page.getByTestId("setup-passages"), "浙B12345").waitFor();
    await assertSound(page, "done");
    await next(page);
    await page.getByTestId("booth").waitFor();
    await page.reload();
    await page.getByTestId("booth").waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.ok(!kept.includes(open.app_secret) && !kept.includes(city.portpwd), "no secret stays in the page");
    assertQuiet(complaints);
    await context.close();
  } finally {
    await host.stop();
  }
});
