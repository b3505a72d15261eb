// The registers' screens, as an administrator sees them.

const administrator = (host) => {
  host.signIn("管理员");
  host.change((state) => {
    state.alerts = [];
  }, []);
};

const goTo = async (page, path) => {
  await page.locator("[data-platform=city]").waitFor();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
};
const row = (page, table, at = 0) => page.locator(`[data-testid=${table}] [data-testid=table-row]`).nth(at);
const id = (page, name) => page.locator(`[data-testid=${name}]`);

const scene = (name, path, act) => ({
  name,
  before: administrator,
  sizes: [0],
  async act(page, host) {
    await goTo(page, path);
    await act(page, host);
  },
});

export const registerScenes = [
  scene("vehicles", "/vehicles", async (page) => {
    await row(page, "vehicles-table", 3).locator("input").check();
    await row(page, "vehicles-table", 5).locator("input").check();
  }),
  scene("vehicles-search", "/vehicles?text=WXM&validity=within30&sort=valid_until", (page) =>
    row(page, "vehicles-table").waitFor(),
  ),
  scene("vehicles-nothing", "/vehicles?text=zzz", (page) =>
    page.locator("[data-testid=vehicles-table] strong").waitFor(),
  ),
  scene("vehicle-panel", "/vehicles", async (page) => {
    await row(page, "vehicles-table", 2).click();
    await id(page, "vehicle-renew").click();
    await id(page, "renew-send").click();
    await page.locator("[data-testid=vehicle-panel] [data-outcome]").first().waitFor();
  }),
  scene("vehicle-add", "/vehicles", async (page) => {
    await row(page, "vehicles-table").waitFor();
    await page.keyboard.press("Insert");
    await page.locator("[data-testid=vehicle-form] input").first().fill("浙B12");
    await id(page, "vehicle-save").click();
  }),
  scene("vehicle-refused", "/vehicles", async (page, host) => {
    host.change((state) => {
      state.registers.outcome = "refused";
    }, []);
    await row(page, "vehicles-table", 1).click();
    await id(page, "vehicle-change").click();
    await id(page, "vehicle-save").click();
    await page.locator("[data-testid=write-notice][data-state=refused]").waitFor();
  }),
  scene("vehicle-unknown", "/vehicles", async (page, host) => {
    host.change((state) => {
      state.registers.outcome = "unknown";
    }, []);
    await row(page, "vehicles-table", 1).click();
    await id(page, "vehicle-renew").click();
    await id(page, "renew-send").click();
    await id(page, "check-write").waitFor();
  }),
  scene("renew-many", "/vehicles?validity=expired", async (page) => {
    await row(page, "vehicles-table").waitFor();
    await id(page, "choose-all").click();
    await id(page, "renew-many").click();
    await id(page, "many-begin").waitFor();
  }),
  scene("batch", "/vehicles?validity=expired", async (page) => {
    await row(page, "vehicles-table").waitFor();
    await id(page, "choose-all").click();
    await id(page, "renew-many").click();
    await id(page, "many-begin").click();
    await page.locator("[data-testid=batch-rows] [data-outcome=done]").nth(8).waitFor();
    await page.waitForTimeout(1_500);
  }),
  scene("export", "/vehicles", async (page) => {
    await row(page, "vehicles-table").waitFor();
    await page.keyboard.press("Control+E");
    await id(page, "export-send").waitFor();
  }),
  scene("import", "/import", (page) => id(page, "drop-zone").waitFor()),
  scene("import-review", "/import", async (page) => {
    await id(page, "import-file").setInputFiles({
      name: "车辆 2026.xlsx",
      mimeType: "application/zip",
      buffer: Buffer.from("PK"),
    });
    await row(page, "import-rows").waitFor();
  }),
  scene("blacklist", "/blacklist", (page) => row(page, "blacklist-table").waitFor()),
  scene("blacklist-add", "/blacklist", async (page) => {
    await id(page, "blacklist-add").click();
    await page.locator("[data-testid=blacklist-form] input").first().fill("浙B12345");
  }),
  scene("visitors", "/visitors", (page) => row(page, "visitors-table").waitFor()),
  scene("visitor-add", "/visitors", async (page) => {
    await id(page, "visitors-add").click();
    await id(page, "visitor-send").waitFor();
  }),
  scene("coupons", "/coupons", (page) => row(page, "coupons-table").waitFor()),
  scene("coupon-issue", "/coupons", async (page) => {
    await id(page, "coupons-issue").click();
    await id(page, "finder").fill("BA88K6");
    await id(page, "finder-hit").first().click();
    await page.locator("[data-testid=coupon-sentence]").filter({ hasText: "A88K6" }).waitFor();
  }),
  {
    ...scene("coupon-repeated", "/coupons", async (page, host) => {
      host.change((state) => {
        state.registers.coupons[0].issued_at = Date.now() - 20_000;
      }, []);
      await id(page, "coupons-issue").click();
      await id(page, "finder").fill("BA88K6");
      await id(page, "finder-hit").first().click();
      await id(page, "coupon-send").click();
      await id(page, "coupon-again").waitFor();
    }),
    expects: /422/,
  },
  scene("outings", "/outings", (page) => row(page, "outings-table").waitFor()),
  scene("outing-register", "/outings", async (page) => {
    await id(page, "outings-register").click();
    await id(page, "finder").fill("浙B");
    await id(page, "finder-hit").first().waitFor();
  }),
  scene("in-park", "/in-park?longer=72", (page) => row(page, "in-park-table").waitFor()),
  scene("passages", "/passages", (page) => row(page, "passages-table").waitFor()),
  scene("passage", "/passages", async (page) => {
    await row(page, "passages-table", 2).click();
    await page.locator("[data-testid=passage-view] img").first().waitFor();
  }),
  scene("plate-history", "/passages", async (page) => {
    await row(page, "passages-table", 2).click();
    await page
      .locator("[data-testid=passage-view] button")
      .filter({ hasText: /全部记录|All of it/ })
      .click();
    await page.locator("[data-testid=plate-history] input").fill("核对收费");
    await id(page, "history-send").click();
    await row(page, "history-table").waitFor();
  }),
  scene("occupancy", "/occupancy", (page) => page.locator("canvas").waitFor()),
  scene("shift", "/shift", (page) => id(page, "shift-row").first().waitFor()),
  scene("shift-close", "/shift", async (page) => {
    await id(page, "shift-close").click();
    await id(page, "shift-form").waitFor();
  }),
  scene("shift-closed", "/shift?shift=63", (page) => id(page, "shift-whole").waitFor()),
  scene("shift-paper", "/shift?shift=63", async (page) => {
    await id(page, "shift-whole").waitFor();
    await page.emulateMedia({ media: "print" });
  }),
  scene("card-actions", "/vehicles", async (page) => {
    await row(page, "vehicles-table", 2).click();
    await page
      .locator("[data-testid=vehicle-panel] button")
      .filter({ hasText: /车辆卡片|Vehicle card/ })
      .click();
    await id(page, "card-coupon").waitFor();
  }),
];
