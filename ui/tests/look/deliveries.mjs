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
  scene("deliveries-none", "/deliveries?view=list&text=zzz", (page) =>
    id(page, "deliveries").locator("strong").nth(1).waitFor(),
  ),
];
