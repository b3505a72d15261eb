// What the city has of one visit: found from the plate's last digits, a photo sent again, the visit put right.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { feedRow, plateIn, until } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ATTENDANT, startHost } from "./support/host.mjs";
import { atTheBooth } from "./support/people.mjs";
import { png } from "./support/picture.mjs";
import { say } from "./support/words.mjs";

const PLATE = "浙B9F367";
const RIGHT = "浙B9F361";

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
      { step: "passage", plate: PLATE, direction: "in", seconds_ago: 3_600 },
      { step: "passage", plate: PLATE, direction: "out", seconds_ago: 600 },
      { step: "passage", plate: "浙B8D0D8", direction: "in", seconds_ago: 300 },
    ],
  });
  opened = await openPage(browser, host);
  page = opened.page;
  await atTheBooth(page, host);
  await feedRow(page, PLATE).waitFor();
});
afterEach(async () => {
  await opened?.context.close();
  await host?.stop();
});

const delivery = (kind) => page.locator(`[data-testid="session-delivery"][data-kind="${kind}"]`);

/** From anywhere: the last digits, the card, the visit. */
async function openVisit() {
  await page.keyboard.type("367");
  await page.keyboard.press("Enter");
  await page.getByTestId("plate-card").waitFor();
  await page.keyboard.press("s");
  await page.getByTestId("session").waitFor();
}

/** Once the city has all four of it. */
async function allDelivered() {
  for (const kind of ["arrival", "arrival_photo", "departure", "departure_photo"])
    await delivery(kind).and(page.locator('[data-state="delivered"]')).first().waitFor();
}

test("a photo that the city misses is found by its plate and sent again", async () => {
  await openVisit();
  await allDelivered();
  const before = await delivery("departure_photo").count();
  await assertSound(page, "a visit");

  await page.keyboard.press("u");
  await page.getByTestId("photo-file").setInputFiles({
    name: "出场.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("this is no picture"),
  });
  await page.getByTestId("photo-again").getByText(say("errors_file_not_a_picture")).waitFor();
  await assertSound(page, "a file that is no picture");

  await page.getByTestId("photo-file").setInputFiles({
    name: "出场.png",
    mimeType: "image/png",
    buffer: png(320, 240),
  });
  await page.getByTestId("photo-look").waitFor();
  const original = await page.getByTestId("photo-original").innerText();
  assert.ok(original.includes("320×240"), original);
  await assertSound(page, "the picture before it is sent");
  assert.equal(await delivery("departure_photo").count(), before, "nothing is owed before it is sent");

  await page.getByTestId("photo-send").click();
  await page.locator('[data-testid="photo-followed"][data-state="delivered"]').waitFor();
  const followed = await page.getByTestId("photo-followed").innerText();
  await page.getByTestId("photo-close").click();
  await until(async () => (await delivery("departure_photo").count()) > before, "it stands on the page");
  const sum = /[0-9a-f]{32}/.exec(followed)?.[0] ?? "none";
  const tried = delivery("departure_photo").getByTestId("attempts").getByText(sum);
  await tried.first().waitFor();
  await assertSound(page, "sent again");
  assertQuiet(opened.complaints);
});

test("a stored photo goes again without a file, by keys alone", async () => {
  await openVisit();
  await allDelivered();
  await page.keyboard.press("u");
  await page.getByTestId("photo-kept").first().focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("photo-send").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.locator('[data-testid="photo-followed"][data-state="delivered"]').waitFor();
  assertQuiet(opened.complaints);
});

test("what changes for the city is shown before a plate is put right, and told again with the same id", async () => {
  await openVisit();
  await allDelivered();
  await page.keyboard.press("c");
  const form = page.getByTestId("correct-session");
  await form.getByLabel(say("session_new_plate")).first().fill(RIGHT);
  await page.locator('[data-testid="correct-preview"] [data-act="sent_again"]').first().waitFor();
  assert.ok(await page.getByTestId("correct-session-send").isDisabled(), "there is no reason yet");
  await form.getByLabel(say("session_reason")).fill("看照片核对过");
  await assertSound(page, "a correction");
  await page.getByTestId("correct-session-send").click();
  await form.waitFor({ state: "detached" });

  const row = page.locator('[data-testid="session-compare"] [data-row="plate"]');
  await row.getByText(ATTENDANT.name).waitFor();
  await plateIn(row.locator("td").last(), RIGHT).waitFor();
  await until(async () => (await row.getByText(say("session_differs")).count()) === 0, "the city has it too");
  await assertSound(page, "put right");
  assertQuiet(opened.complaints);
});

test("a passage leads to the same page, which has a text for the help desk without secrets", async () => {
  await feedRow(page, PLATE).click();
  await page.getByTestId("passage-session").click();
  await page.getByTestId("session").waitFor();
  await allDelivered();
  await page.keyboard.press("t");
  const text = await page.getByTestId("session-copy").getByRole("textbox").inputValue();
  assert.ok(text.includes(PLATE) && /[0-9a-f]{32}/.test(text), text);
  assert.ok(!/portpwd|portname/.test(text), text);
  await assertSound(page, "for the help desk");
  await page.keyboard.press("Escape");
  await page.getByTestId("session-copy").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.getByTestId("booth").waitFor();
  assertQuiet(opened.complaints);
});
