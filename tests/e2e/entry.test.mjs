// First run, signing in, lockout, the lock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ADMINISTRATOR, ATTENDANT, startHost } from "./support/host.mjs";
import { atTheBooth, signInByPassword, signInByPin } from "./support/people.mjs";
import { beginningOf, say } from "./support/words.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

async function withHost(options, scene) {
  const host = await startHost(options);
  try {
    const opened = await openPage(browser, host);
    await scene({ host, ...opened });
    await opened.context.close();
  } finally {
    await host.stop();
  }
}

test("the first run makes an administrator, shows the recovery code once and ends at the booth", () =>
  withHost({ people: false }, async ({ host, page, complaints }) => {
    await page.goto(host.url);
    await page.getByRole("heading", { name: say("layout_first_run_title") }).waitFor();
    await assertSound(page, "first run");
    const make = page.getByRole("button", { name: say("layout_first_run_act") });
    assert.ok(await make.isDisabled(), "nothing is typed yet");
    await page.getByLabel(say("layout_administrator_name")).fill(ADMINISTRATOR.name);
    await page.getByLabel(say("layout_password"), { exact: true }).fill(ADMINISTRATOR.password);
    await page.getByLabel(say("layout_password_again")).fill(`${ADMINISTRATOR.password}x`);
    assert.ok(await make.isDisabled(), "the two differ");
    await page.getByLabel(say("layout_password_again")).fill(ADMINISTRATOR.password);
    await make.click();

    const code = await page.locator("output").innerText();
    assert.match(code, /^[0-9A-Z-]{16,}$/);
    await assertSound(page, "recovery code");
    await page.getByRole("switch").or(page.getByRole("checkbox")).first().click();
    await page.getByRole("button", { name: say("layout_recovery_go_on") }).click();
    await page.getByRole("contentinfo").waitFor();
    await page.getByText(ADMINISTRATOR.name).first().waitFor();

    await page.reload();
    await page.getByRole("contentinfo").waitFor();
    assert.ok(!(await page.content()).includes(code), "it is shown once");
    assertQuiet(complaints);
  }));

test("an attendant signs in by PIN with the keys, and a reload keeps the session", () =>
  withHost({}, async ({ host, page, context, complaints }) => {
    await atTheBooth(page, host);
    await page.getByText(ATTENDANT.name).first().waitFor();
    await page.reload();
    await page.getByRole("contentinfo").waitFor();

    const cookies = await context.cookies();
    const session = cookies.find((cookie) => cookie.name.startsWith("gatehouse-"));
    assert.deepEqual([session.httpOnly, session.sameSite, session.expires], [true, "Strict", -1]);
    assert.equal(await page.evaluate(() => document.cookie), "", "no script sees it");
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    assert.ok(!kept.includes(session.value) && !kept.includes(ATTENDANT.pin));
    assertQuiet(complaints);
  }));

test("an administrator signs in by password and out again", () =>
  withHost({}, async ({ host, page, complaints }) => {
    await page.goto(host.url);
    await signInByPassword(page);
    await page.getByRole("contentinfo").waitFor();
    await page.getByRole("button", { name: ADMINISTRATOR.name }).click();
    await page.getByRole("button", { name: say("layout_sign_out") }).click();
    await page.getByRole("button", { name: say("layout_by_password") }).waitFor();
    assertQuiet(complaints);
  }));

test("wrong PINs are told, then locked out with the time that is left, also after a reload", () =>
  withHost({}, async ({ host, page, complaints }) => {
    await page.goto(host.url);
    const wrong = page.getByText(say("layout_pin_wrong"));
    const lockedOut = page.getByText(beginningOf("layout_locked_out")).first();
    await signInByPin(page, "1111");
    await wrong.waitFor();
    await assertSound(page, "wrong PIN");
    for (let guess = 0; guess < 20 && !(await lockedOut.isVisible()); guess += 1) {
      const answered = page.waitForResponse((response) => response.url().endsWith("/rpc/sign_in"));
      await page.keyboard.type("1111");
      await page.keyboard.press("Enter");
      await answered;
      await wrong.or(lockedOut).first().waitFor();
    }
    await lockedOut.waitFor();
    await assertSound(page, "locked out");

    await page.reload();
    await signInByPin(page);
    await lockedOut.waitFor();
    assertQuiet(complaints);
  }));

test("the screen is locked by a key and only a right PIN unlocks it", () =>
  withHost({}, async ({ host, page, complaints }) => {
    await atTheBooth(page, host);
    await page.keyboard.press("Control+l");
    await page.getByRole("heading", { name: say("layout_locked_title", { name: ATTENDANT.name }) }).waitFor();
    await assertSound(page, "locked");
    assert.equal(await page.getByRole("contentinfo").count(), 0, "nothing of the booth is left");
    await page.reload();
    await page.getByRole("heading", { name: say("layout_locked_title", { name: ATTENDANT.name }) }).waitFor();
    await page.keyboard.type("9999");
    await page.keyboard.press("Enter");
    await page.getByText(say("layout_pin_wrong")).waitFor();
    await page.keyboard.type(ATTENDANT.pin);
    await page.keyboard.press("Enter");
    await page.getByRole("contentinfo").waitFor();
    assertQuiet(complaints);
  }));

test("a session that ended elsewhere brings the window back to signing in", () =>
  withHost({}, async ({ host, page, context }) => {
    await atTheBooth(page, host);
    const other = await context.newPage();
    await other.goto(host.url);
    await other.getByRole("contentinfo").waitFor();
    await other.getByRole("button", { name: ATTENDANT.name }).click();
    await other.getByRole("button", { name: say("layout_sign_out") }).click();
    await page.getByRole("button", { name: say("layout_by_password") }).waitFor();
  }));
