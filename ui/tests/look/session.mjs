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

const JPEG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");
const give = (page, name, buffer) =>
  id(page, "photo-file").setInputFiles({ name, mimeType: "image/jpeg", buffer });

export const sessionScenes = [
  scene("session", undefined, {
    variants: ["zh-CN light", "zh-CN dark", "en light", "en dark", "zh-CN light large"],
  }),
  scene("session-photo", async (page) => {
    await page.keyboard.press("u");
    await id(page, "photo-kept").first().waitFor();
  }),
  scene(
    "session-photo-look",
    async (page) => {
      await page.keyboard.press("u");
      await give(page, "IMG_2041.jpg", JPEG);
      await id(page, "photo-fitted").waitFor();
    },
    { variants: ["zh-CN light", "en dark", "en dark large"] },
  ),
  scene(
    "session-photo-refused",
    async (page) => {
      await page.keyboard.press("u");
      await give(page, "发票.jpg", Buffer.from("no picture"));
      await page.getByRole("alert").waitFor();
    },
    { expects: /422/ },
  ),
  scene(
    "session-photo-cancelled",
    async (page) => {
      await page.keyboard.press("u");
      await give(page, "IMG_2041.jpg", JPEG);
      await id(page, "photo-send").click();
      await id(page, "photo-again").locator("[data-testid=cancel-photos]").click();
      await page.locator("[data-testid=photo-followed][data-state=given_up]").waitFor();
    },
    { variants: ["zh-CN light", "en dark"] },
  ),
  scene("session-photo-sent", async (page) => {
    await page.keyboard.press("u");
    await give(page, "IMG_2041.jpg", JPEG);
    await id(page, "photo-send").click();
    await page.locator("[data-testid=photo-followed][data-state=delivered]").waitFor();
  }),
  scene(
    "session-correct",
    async (page) => {
      await page.keyboard.press("c");
      await id(page, "correct-session").locator("input").first().fill("浙BA88K8");
      await id(page, "correct-preview").locator("[data-act]").first().waitFor();
    },
    { variants: ["zh-CN light", "en dark", "en dark large"] },
  ),
  scene("session-swap", async (page) => {
    await page.keyboard.press("c");
    await page.locator("[data-chip=swap]").click();
    await id(page, "candidate").first().click();
    await id(page, "correct-preview").locator("[data-act], [role=alert]").first().waitFor();
  }),
  scene(
    "session-meanwhile",
    async (page, host) => {
      await page.keyboard.press("c");
      await id(page, "correct-session").locator("input").first().fill("浙BA88K8");
      await id(page, "correct-preview").locator("[data-act]").first().waitFor();
      host.change(
        (state) => {
          state.session.version = "b2";
        },
        ["sessions"],
      );
      await id(page, "changed-meanwhile").waitFor();
    },
    { expects: /422/ },
  ),
  scene("session-copy", async (page) => {
    await id(page, "session-help").click();
    await id(page, "session-copy").waitFor();
  }),
];
