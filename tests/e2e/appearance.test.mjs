// Themes, languages, sizes; axe on each screen; the keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lane } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { startHost } from "./support/host.mjs";
import { atTheBooth, signInByPassword } from "./support/people.mjs";
import { say } from "./support/words.mjs";

let browser;
let host;

before(async () => {
  browser = await openBrowser();
  host = await startHost({
    before: [
      { step: "visits", count: 60 },
      { step: "vehicle", plate: "浙B12345", owner: "测试员甲", phone: "13900000001", until: "2099-12-31" },
      { step: "passage", plate: "浙B12345", direction: "in", class: "monthly", owner: "测试员甲", seconds_ago: 300 },
      { step: "passage", plate: "浙BD12345", direction: "in", lane: "3", seconds_ago: 200 },
      { step: "passage", plate: "", direction: "in", seconds_ago: 100 },
    ],
  });
});
after(async () => {
  await browser?.close();
  await host?.stop();
});

/** The search field on the booth is a combobox too. */
const palette = (page) => page.getByRole("dialog").getByRole("combobox");

async function booth(options) {
  const opened = await openPage(browser, host, options);
  await opened.page.goto(host.url);
  return opened;
}

async function signIn(page) {
  // The messages by which people.mjs finds its way are Chinese; the PIN needs no words.
  await page.getByText("陈默").first().waitFor();
  await page.keyboard.type("2580");
  await page.keyboard.press("Enter");
  await lane(page, "1").waitFor();
}

for (const theme of ["light", "dark"])
  for (const language of ["zh-CN", "en"])
    for (const print of ["normal", "large"])
      test(`sign-in, booth, dialogs and palette are sound: ${theme}, ${language}, ${print} print`, async () => {
        const { page, context, complaints } = await booth({ theme, language, print });
        await page.getByText("陈默").first().waitFor();
        assert.equal(await page.locator("html").getAttribute("lang"), language);
        await assertSound(page, "sign-in");
        await signIn(page);
        await assertSound(page, "booth");
        const other = language === "en" ? "zh-CN" : "en";
        assert.equal(await page.getByText(say("booth_feed", {}, other), { exact: true }).count(), 0, "one language");

        await page.keyboard.press("Control+k");
        await palette(page).waitFor();
        await assertSound(page, "palette");
        await page.keyboard.press("Escape");
        await palette(page).waitFor({ state: "detached" });
        await page.keyboard.press("?");
        await page.getByRole("dialog").waitFor();
        await assertSound(page, "keys");
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
        const key = await lane(page, "1").getByTestId("open-lane").getAttribute("aria-keyshortcuts");
        await page.keyboard.press(key);
        await page.getByTestId("open-lane-dialog").waitFor();
        await assertSound(page, "opening a lane");
        await page.keyboard.press("Escape");
        await page.getByTestId("feed-row").first().click();
        await page.getByRole("dialog").waitFor();
        await assertSound(page, "a passage");
        assertQuiet(complaints);
        await context.close();
      });

for (const theme of ["light", "dark"])
  test(`the administrator's settings are sound: ${theme}`, async () => {
    const { page, context, complaints } = await booth({ theme });
    await signInByPassword(page);
    await lane(page, "1").waitFor();
    await page.goto(`${host.url}#/settings`);
    await page.getByRole("heading").first().waitFor();
    await assertSound(page, "settings");
    assertQuiet(complaints);
    await context.close();
  });

test("an attendant does not get to the settings by their address", async () => {
  const { page, context } = await booth({});
  await signIn(page);
  await page.goto(`${host.url}#/settings`);
  await page.waitForURL(/#\/booth$/);
  await context.close();
});

test("language and theme switch from the palette at once and stay over a reload", async () => {
  const { page, context, complaints } = await booth({});
  await signIn(page);
  const choose = async (words) => {
    await page.keyboard.press("Control+k");
    await palette(page).fill(words);
    await page.keyboard.press("Enter");
    await palette(page).waitFor({ state: "detached" });
  };
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await choose(say("layout_use_dark"));
  await page.waitForFunction((light) => getComputedStyle(document.body).backgroundColor !== light, light);
  await choose("English");
  await page.getByText(say("booth_feed", {}, "en"), { exact: true }).first().waitFor();
  await page.reload();
  await page.getByText(say("booth_feed", {}, "en"), { exact: true }).first().waitFor();
  assert.notEqual(await background(), light);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assertQuiet(complaints);
  await context.close();
});

test("the whole booth is reached by Tab, and focus is seen", async () => {
  const { page, context } = await booth({});
  await signIn(page);
  const seen = new Set();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      // A field may show it by what is drawn around it.
      const places = [one, one.parentElement].map((place) => getComputedStyle(place));
      const visible = places.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
      return { id: one.dataset.testid ?? one.getAttribute("aria-label") ?? one.textContent?.slice(0, 20), visible };
    });
    if (!focused) continue;
    assert.ok(focused.visible, `the focus on ${focused.id} is not seen`);
    seen.add(focused.id);
  }
  assert.ok(seen.has("open-lane") && seen.has("feed-row"), [...seen].join(", "));
  await context.close();
});
