// The page of one parking session, its photos and its corrections.

const id = (page, name) => page.locator(`[data-testid=${name}]`);

const scene = (name, act, more = {}) => ({
  name,
  sizes: [0],
  before(host) {
    host.signIn("管理员");
    host.change((state) => {
      state.alerts = [];
    }, []);
  },
  async act(page, host) {
    await page.locator("[data-platform=city]").waitFor();
    await page.evaluate(() => {
      location.hash = "/sessions/106";
    });
    await id(page, "session").waitFor();
    await act?.(page, host);
  },
  ...more,
});

export const sessionScenes = [
  scene("session", undefined, {
    variants: ["zh-CN light", "zh-CN dark", "en light", "en dark", "zh-CN light large"],
  }),
  scene("session-copy", async (page) => {
    await id(page, "session-help").click();
    await id(page, "session-copy").waitFor();
  }),
];
