// The administrator's registers over the real core and the simulated platforms.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { plateIn, plateName, until } from "./support/booth.mjs";
import { assertQuiet, assertSound, openBrowser, openPage } from "./support/browser.mjs";
import { ADMINISTRATOR, startHost } from "./support/host.mjs";
import { signInByPassword } from "./support/people.mjs";
import { say } from "./support/words.mjs";

const KNOWN = "浙B9F367";
const OTHER = "浙B2K555";
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
      { step: "visits", count: 30 },
      {
        step: "vehicle",
        plate: KNOWN,
        owner: "沈测试",
        phone: "13900000367",
        until: "2099-12-31",
        remark: "样例",
      },
      { step: "vehicle", plate: OTHER, owner: "曾小明", phone: "13900000555", until: "2020-01-01" },
      { step: "blacklist", plate: "浙B4X444", until: "2099-12-31" },
      { step: "passage", plate: KNOWN, direction: "in", class: "monthly", owner: "沈测试", seconds_ago: 900 },
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

const at = (id) => page.getByTestId(id);
const rows = (table) => at(table).getByTestId("table-row");
const rowOf = (table, plate) =>
  rows(table)
    .filter({ has: page.getByRole("img", { name: plateName(plate) }) })
    .first();
const goTo = (path) =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, path);
const plateField = (form) => form.getByRole("textbox", { name: say("kit_plate_input_label"), exact: true });
const vehicles = async () => {
  await goTo("/vehicles");
  await rowOf("vehicles-table", KNOWN).waitFor();
};

const SCREENS = [
  ["/vehicles", "vehicles"],
  ["/blacklist", "blacklist"],
  ["/visitors", "visitors"],
  ["/coupons", "coupons"],
  ["/outings", "outings"],
  ["/in-park", "in-park"],
  ["/passages", "passages"],
  ["/occupancy", "occupancy"],
  ["/batches", "batches"],
  ["/import", "import"],
];

test("every register has its screen, whole and readable, empty or not", async () => {
  await vehicles();
  for (const [path, id] of SCREENS) {
    await goTo(path);
    await at(id).waitFor();
    await assertSound(page, path);
  }
  assertQuiet(opened.complaints);
});

test("a vehicle is found by its last digits, by pinyin initials, and by what is left of it", async () => {
  await vehicles();
  const search = at("vehicles-search");
  for (const text of ["F367", "scs", "sh", "0367"]) {
    await search.fill(text);
    await until(async () => (await rows("vehicles-table").count()) === 1, `only one is left by ${text}`);
    assert.ok(await plateIn(at("vehicles-table"), KNOWN).isVisible(), text);
  }
  await search.fill("");
  await page.locator("[data-chip=expired]").click();
  await until(async () => (await rows("vehicles-table").count()) === 1, "only the expired one is left");
  assert.ok(await plateIn(at("vehicles-table"), OTHER).isVisible());
  await until(() => page.evaluate(() => location.hash.includes("validity=expired")), "the address says so");
  const said = await at("vehicles-table").innerText();
  assert.ok(!said.includes("曾小明") && !said.includes("13900000555"), "owner and phone are masked");
  assertQuiet(opened.complaints);
});

test("a vehicle is registered, changed and removed, each with its outcome", async () => {
  await vehicles();
  await page.keyboard.press("Insert");
  const form = at("vehicle-form");
  await plateField(form).fill(NEW);
  await form.getByLabel(say("domain_field_owner")).fill("单测试");
  await form.getByLabel(say("domain_field_phone")).fill("13900000778");
  await form.getByRole("button", { name: say("vehicles_months_usual", { count: 12 }) }).click();
  await assertSound(page, "form");
  await page.keyboard.press("Control+Enter");
  await form.waitFor({ state: "detached" });
  await rowOf("vehicles-table", NEW).click();
  await at("vehicle-renew").click();
  await at("renew-until").fill("2098-06-30");
  await at("renew-send").click();
  await at("renew-form").waitFor({ state: "detached" });
  const panel = at("vehicle-panel");
  await until(async () => (await panel.innerText()).includes("2098-06-30"), "the panel shows the new day");
  assert.equal(await panel.locator("[data-outcome=done]").count(), 2);
  await assertSound(page, "panel");
  await at("vehicle-delete").click();
  await at("delete-send").click();
  await until(async () => (await rowOf("vehicles-table", NEW).count()) === 0, "it is gone");
  assertQuiet(opened.complaints);
});

test("many are renewed in one go, and each row says what came of it", async () => {
  await vehicles();
  await at("choose-all").click();
  await at("renew-many").click();
  await at("many-begin").click();
  await page.locator("[data-testid=batch-progress][data-state=finished]").waitFor();
  assert.equal(await at("batch-rows").locator("[data-outcome=done]").count(), 2);
  await assertSound(page, "batch");
  assertQuiet(opened.complaints);
});

test("a spreadsheet shows its mistakes first, and is then applied", async () => {
  await goTo("/import");
  await at("drop-zone").waitFor();
  const text = [
    "车牌号,车主姓名,手机号,车辆类型,开始日期,结束日期",
    "浙B10001,林一,13900001234,月租车,2026-01-01,2099-12-31",
    "浙B10002,林二,13900001234,月租车,2026-01-01,2026-13-01",
    "浙B10001,林三,13900001234,月租车,2026-01-01,2099-12-31",
    "浙B10003,林四,13900001234,月租车,2026/1/1,2099年12月31日",
  ].join("\n");
  await at("import-file").setInputFiles({
    name: "车辆.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(text),
  });
  await at("import-review").waitFor();
  await until(async () => (await rows("import-rows").count()) > 0, "the mistakes are listed");
  const said = await at("import-rows").innerText();
  assert.ok(said.includes("2026-13-01"), said);
  await assertSound(page, "review");
  await at("import-apply").click();
  await page.locator("[data-testid=batch-progress][data-state=finished]").waitFor();
  await goTo("/vehicles?text=10003");
  await rowOf("vehicles-table", "浙B10003").waitFor();
  assertQuiet(opened.complaints);
});

test("a plate is blacklisted, a coupon issued and asked about when repeated", async () => {
  await goTo("/blacklist");
  await rowOf("blacklist-table", "浙B4X444").waitFor();
  await at("blacklist-add").click();
  await plateField(at("blacklist-form")).fill("浙B5Y555");
  await at("blacklist-form").getByLabel(say("blacklist_reason")).fill("多次逃费");
  await page.keyboard.press("Control+Enter");
  await rowOf("blacklist-table", "浙B5Y555").waitFor();

  await goTo("/coupons");
  for (const again of [false, true]) {
    await at("coupons-issue").click();
    await at("finder").fill("F367");
    await at("finder-hit").first().click();
    await at("coupon-send").click();
    if (again) {
      await at("coupon-repeated").waitFor();
      await assertSound(page, "repeated");
      await at("coupon-again").click();
    }
    await at("coupon-form").waitFor({ state: "detached" });
  }
  await until(async () => (await rows("coupons-table").count()) === 2, "both are in the history");
  assertQuiet(opened.complaints);
});

test("passages are filtered and shown with their photos; all of one plate needs a reason", async () => {
  await goTo(`/passages?text=F367`);
  await rowOf("passages-table", KNOWN).click();
  await at("passage-view").waitFor();
  await assertSound(page, "passage");
  await page.getByRole("button", { name: say("passages_history") }).click();
  await at("plate-history").getByLabel(say("passages_reason")).fill("核对收费");
  await at("history-send").click();
  await rowOf("history-table", KNOWN).waitFor();
  await assertSound(page, "history");
  assertQuiet(opened.complaints);
});
