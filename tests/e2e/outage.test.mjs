// The network to a platform, and the program itself, go away and come back.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { lane, plateIn } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { startHost } from "./support/host.mjs";
import { atTheBooth } from "./support/people.mjs";
import { say } from "./support/words.mjs";

let browser;
let host;
let opened;
let page;

before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());
beforeEach(async () => {
  host = await startHost({ before: [{ step: "passage", plate: "浙B12345", direction: "in", seconds_ago: 600 }] });
  opened = await openPage(browser, host);
  page = opened.page;
  await atTheBooth(page, host);
  await lane(page, "1").waitFor();
});
afterEach(async () => {
  await opened?.context.close();
  await host?.stop();
});

const inBar = (which, key) => page.locator(`[data-platform="${which}"]`).getByText(say(key), { exact: true });

for (const state of ["down", "black_hole"]) {
  test(`the city's ${state} is said in words with the backlog, and its return too`, async () => {
    await inBar("city", "layout_platform_ok").waitFor();
    await host.step("port", { platform: "city", state });
    await inBar("city", "layout_platform_unreachable").waitFor();
    await host.passes("浙B23456");
    await plateIn(lane(page, "1"), "浙B23456").waitFor();
    const backlog = page.locator('[data-platform="city"]');
    await backlog.getByText(say("layout_backlog", { count: 2 })).or(backlog.getByText(/[1-9]/)).first().waitFor();
    await assertSound(page, `city ${state}`);

    await host.step("port", { platform: "city", state: "up" });
    await inBar("city", "layout_platform_ok").waitFor();
    await backlog.getByText(say("layout_backlog", { count: 0 })).waitFor();
    assertQuiet(opened.complaints);
  });
}

test("without the open platform everything known stays readable, and opening says what to do", async () => {
  await inBar("open", "layout_platform_ok").waitFor();
  await host.step("port", { platform: "open", state: "down" });
  await inBar("open", "layout_platform_unreachable").waitFor();
  assert.ok(await plateIn(lane(page, "1"), "浙B12345").isVisible());
  const key = await lane(page, "2").getByTestId("open-lane").getAttribute("aria-keyshortcuts");
  await page.keyboard.press(key);
  await page.getByTestId("open-lane-dialog").waitFor();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await lane(page, "2").getByTestId("opening-state").waitFor();
  await assertSound(page, "open platform down");

  await host.step("port", { platform: "open", state: "up" });
  await inBar("open", "layout_platform_ok").waitFor();
  await host.passes("浙B34567");
  await plateIn(lane(page, "1"), "浙B34567").waitFor();
  assert.deepEqual(await host.step("openings"), [], "the order of before is not sent afterwards");
  assertQuiet(opened.complaints);
});

test("when the program is gone the window says so and keeps what it showed", async () => {
  await host.stop();
  await page.getByText(say("errors_host_unreachable_what")).or(page.getByRole("alert")).first().waitFor();
  assert.ok(await plateIn(lane(page, "1"), "浙B12345").isVisible());
  await assertSound(page, "program gone");
});
