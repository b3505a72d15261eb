// The screens about what the city has, as an administrator sees them.

const administrator = (host) => {
  host.signIn("管理员");
  host.change((state) => {
    state.alerts = [];
  }, []);
};
const id = (page, name) => page.locator(`[data-testid=${name}]`);
const row = (page, table, at = 0) => id(page, table).locator("[data-testid=table-row]").nth(at);

const scene = (name, path, act, before = () => {}) => ({
  name,
  before(host) {
    administrator(host);
    before(host);
  },
  sizes: [0],
  variants: ["zh-CN light", "en dark", "zh-CN light large"],
  async act(page, host) {
    await id(page, "booth").waitFor();
    await page.evaluate((hash) => {
      location.hash = hash;
    }, path);
    await act(page, host);
  },
});

export const deliveryScenes = [
  scene("stock-take", "/reconcile?show=stock", async (page) => {
    await id(page, "stock-text").fill("浙B12345");
    await id(page, "stock-compare").click();
    await id(page, "stock-result").waitFor();
  }),
  scene("stock-take-begins", "/reconcile?show=stock", async (page) => {
    await id(page, "stock-take").waitFor();
  }),
  scene("rehearsal", "/rehearsal", async (page) => {
    await id(page, "rehearsal-start").click();
    await id(page, "rehearsal-group").first().waitFor();
    await id(page, "rehearsal-group").first().locator("summary").click();
  }),
  scene("deliveries", "/deliveries", async (page) => {
    await id(page, "deliveries-overview").locator("canvas").nth(1).waitFor();
    await page.waitForTimeout(500);
  }),
  scene("deliveries-held", "/deliveries?range=month", async (page) => {
    await id(page, "reporting-hold").click();
    await id(page, "reporting-dialog").waitFor();
  }),
  scene(
    "deliveries-reasons",
    "/deliveries?view=reasons",
    (page) => id(page, "reason").nth(4).waitFor(),
    (host) =>
      host.change((state) => {
        state.deliveries.held = { at: Date.now() - 600_000, by: "管理员" };
        state.platforms.clock_drift_ms = -7_200;
      }, []),
  ),
  scene("deliveries-list", "/deliveries?view=list&state=parked", async (page) => {
    await row(page, "deliveries-table", 3).locator("input").check();
    await row(page, "deliveries-table", 5).locator("input").check();
  }),
  scene("deliveries-give-up", "/deliveries?view=list&state=parked", async (page) => {
    await row(page, "deliveries-table", 3).locator("input").check();
    await id(page, "give-up").click();
    await id(page, "give-up-dialog").waitFor();
  }),
  scene("reconcile", "/reconcile", (page) => row(page, "reconcile-table", 5).waitFor()),
  scene("reconcile-review", "/reconcile", async (page) => {
    await id(page, "review").click();
    await page.keyboard.press("1");
    await page.keyboard.press("2");
  }),
  scene("reconcile-mark", "/reconcile", async (page) => {
    await id(page, "mark-all").click();
    await id(page, "mark-dialog").waitFor();
  }),
  scene("reconcile-join", "/reconcile?show=arrivals", async (page) => {
    await id(page, "propose").first().click();
    await id(page, "candidate").first().waitFor();
  }),
  scene("reconcile-mend", "/reconcile?show=arrivals", async (page) => {
    await id(page, "propose").first().click();
    await id(page, "choose-candidate").first().click();
    await id(page, "mend").waitFor();
  }),
  scene("reconcile-unseen", "/reconcile?show=unseen", (page) => row(page, "reconcile-table", 1).waitFor()),
  scene("reconcile-times", "/reconcile?show=times", (page) => row(page, "reconcile-table").waitFor()),
  scene("reconcile-counts", "/reconcile?show=counts", (page) => row(page, "reconcile-table").waitFor()),
  scene("reconcile-photos", "/reconcile?show=photos", (page) => id(page, "reconcile-photos").waitFor()),
  scene("deliveries-none", "/deliveries?view=list&text=zzz", (page) =>
    id(page, "deliveries").locator("strong").nth(1).waitFor(),
  ),
];
