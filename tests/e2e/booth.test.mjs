// The attendant's day: live feed, photos, opening a lane, alerts.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { feedRow, isDrawn, lane, plateIn, until } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { startHost } from "./support/host.mjs";
import { atTheBooth } from "./support/people.mjs";
import { beginningOf, say } from "./support/words.mjs";

const CAME = "浙B12345";
const BLACKLISTED = "浙B66666";

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
      { step: "blacklist", plate: BLACKLISTED, until: "2099-12-31" },
      { step: "passage", plate: CAME, direction: "in", seconds_ago: 600 },
      { step: "passage", plate: "浙B54321", direction: "in", seconds_ago: 1200 },
      { step: "passage", plate: "浙B54321", direction: "out", seconds_ago: 900 },
    ],
  });
  opened = await openPage(browser, host);
  page = opened.page;
  await atTheBooth(page, host);
  await lane(page, "1").waitFor();
});
afterEach(async () => {
  await opened?.context.close();
  await host?.stop();
});

test("a passage comes up on its lane and in the feed without a reload, with its photo", async () => {
  await feedRow(page, CAME).waitFor();
  await host.passes("浙B77777");
  await plateIn(lane(page, "1"), "浙B77777").waitFor();
  await feedRow(page, "浙B77777").waitFor();
  const photo = lane(page, "1").locator("img").first();
  await until(() => isDrawn(photo), "the photo is drawn");

  const newest = await page.getByTestId("feed-row").first().getAttribute("aria-label");
  assert.match(newest, /77777/);
  await assertSound(page, "booth");
  assertQuiet(opened.complaints);
});

test("an exit shows both pictures side by side and how long the vehicle stayed", async () => {
  await host.passes(CAME, "out");
  const exit = lane(page, "2");
  await plateIn(exit, CAME).waitFor();
  await until(async () => {
    const drawn = await Promise.all((await exit.locator("img").all()).map(isDrawn));
    return drawn.length >= 2 && drawn.every(Boolean);
  }, "two pictures are drawn");
  await exit.getByText(new RegExp(beginningOf("booth_stay"))).first().waitFor();
  assertQuiet(opened.complaints);
});

test("the feed does not move while it is read, and says how many are new", async () => {
  await feedRow(page, CAME).waitFor();
  await page.keyboard.press("ArrowDown");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  const before = await focused();
  const first = page.getByTestId("feed-row").first();
  const read = await first.getAttribute("data-passage");
  await host.passes("浙B88888");
  await page.getByTestId("feed-new").waitFor();
  assert.equal(await first.getAttribute("data-passage"), read);
  assert.equal(await focused(), before);
  await page.getByTestId("feed-new").click();
  await feedRow(page, "浙B88888").waitFor();
  assertQuiet(opened.complaints);
});

/** Opens lane 2 by the keyboard alone: its key, a reason, Enter. */
async function openLane2() {
  const key = await lane(page, "2").getByTestId("open-lane").getAttribute("aria-keyshortcuts");
  await page.keyboard.press(key);
  await page.getByTestId("open-lane-dialog").waitFor();
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
}

const opening = () => lane(page, "2").getByTestId("opening-state");
const openings = () => host.step("openings");

test("a lane opens in three key presses, waits for the passage, and is confirmed by it", async () => {
  await openLane2();
  await opening().and(page.locator('[data-state="waiting"]')).waitFor();
  assert.deepEqual(await openings(), ["2"]);
  await assertSound(page, "waiting for the passage");
  const button = lane(page, "2").getByTestId("open-lane");
  await host.passes(CAME, "out");
  await opening().and(page.locator('[data-state="passed"]')).waitFor();
  await until(async () => (await button.getAttribute("aria-disabled")) === "false", "the cool-down is over");
  assert.deepEqual(await openings(), ["2"], "it was asked once");
  assertQuiet(opened.complaints);
});

test("while it cools down a lane is not opened again", async () => {
  // Pressed by the page itself in the moment the button rests: a busy machine takes longer than the five seconds to tell.
  const pressed = page.evaluate(
    () =>
      new Promise((resolve) => {
        const watcher = new MutationObserver(() => {
          const card = document.querySelector('[data-testid="lane-card"][data-lane="2"]');
          const button = card?.querySelector('[data-testid="open-lane"][aria-disabled="true"]');
          if (!button || document.querySelector('[data-testid="open-lane-dialog"]')) return;
          watcher.disconnect();
          button.click();
          // A dialog would be drawn with the next frame.
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)));
        });
        watcher.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
  );
  await openLane2();
  assert.ok(await pressed);
  assert.equal(await page.getByTestId("open-lane-dialog").count(), 0);
  await opening().and(page.locator('[data-state="waiting"]')).waitFor();
  assert.deepEqual(await openings(), ["2"]);
});

test("a refusal is shown with the platform's words", async () => {
  await host.step("faults", { platform: "open", faults: "refuse#lane_open" });
  await openLane2();
  await opening().and(page.locator('[data-state="refused"]')).waitFor();
  const words = await opening().innerText();
  assert.ok(words.length > say("booth_opening_refused_silent").length - 8, words);
  assert.deepEqual(await openings(), []);
  await assertSound(page, "refused");
  assertQuiet(opened.complaints);
});

test("a lost answer is shown as unknown, and nothing is sent again", async () => {
  await host.step("faults", { platform: "open", faults: "lost_answer#lane_open" });
  await openLane2();
  await opening().and(page.locator('[data-state="unknown"]')).waitFor();
  await opening().getByText(say("booth_opening_unknown_next")).waitFor();
  await assertSound(page, "unknown");
  await host.step("faults", { platform: "open", faults: "" });
  await host.passes("浙B11111");
  await plateIn(lane(page, "1"), "浙B11111").waitFor();
  assert.deepEqual(await openings(), ["2"], "one order, never a second");
  assertQuiet(opened.complaints);
});

test("a lane that the platform does not know as online is refused and says why", async () => {
  await host.step("camera", { lane: "2", online: false });
  await lane(page, "2").locator('[data-camera="offline"]').waitFor();
  await openLane2();
  await opening().getByText("设备离线").waitFor();
  assertQuiet(opened.complaints);
});

test("a blacklisted vehicle covers the screen until it is acknowledged, over a reload too", async () => {
  await host.passes(BLACKLISTED);
  const banner = page.getByTestId("alert-banner");
  await plateIn(banner, BLACKLISTED).waitFor();
  await until(async () => (await banner.locator("img").count()) > 0 && isDrawn(banner.locator("img").first()), "its photo");
  assert.match(await page.title(), /^\(1\)/);
  await assertSound(page, "blacklisted vehicle");
  await page.keyboard.press("Escape");
  assert.ok(await banner.isVisible(), "Escape does not do");

  await page.reload();
  await banner.waitFor();
  await page.keyboard.press("Alt+a");
  await banner.waitFor({ state: "detached" });
  await page.reload();
  await page.getByTestId("booth").waitFor();
  await lane(page, "1").waitFor();
  assert.equal(await banner.count(), 0);
  assert.doesNotMatch(await page.title(), /^\(/);
  assertQuiet(opened.complaints);
});

test("free spaces are shown and follow the passages", async () => {
  const spaces = page.getByTestId("free-spaces");
  await spaces.waitFor();
  await until(async () => /\d/.test(await spaces.innerText()), "a number");
  assertQuiet(opened.complaints);
});
