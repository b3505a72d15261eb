// What is looked at. Each begins with a fresh host.

import { unconfigured } from "../mock/settings.mjs";
import { boothScenes } from "./booth.mjs";
import { deliveryScenes } from "./deliveries.mjs";
import { registerScenes } from "./registers.mjs";
import { sessionScenes } from "./session.mjs";

const signedIn = (name) => (host) => host.signIn(name);

/** Without the alert that lies over everything until somebody acknowledges it. */
const quiet = (name) => (host) => {
  host.signIn(name);
  host.change((state) => {
    state.alerts = [];
  }, []);
};
const frame = (page) => page.locator("[data-platform=city]").waitFor();

export const scenes = [
  {
    name: "first-run",
    before: (host) =>
      host.change((state) => {
        state.start.needs_first_run = true;
      }, []),
    async act(page) {
      const fields = page.locator("form input");
      await fields.nth(0).fill("admin");
      await fields.nth(1).fill("long enough");
      await fields.nth(2).fill("long enoug");
    },
  },
  {
    name: "recovery-code",
    before: (host) =>
      host.change((state) => {
        state.start.needs_first_run = true;
      }, []),
    async act(page) {
      const fields = page.locator("form input");
      await fields.nth(0).fill("admin");
      await fields.nth(1).fill("long enough");
      await fields.nth(2).fill("long enough");
      await page.keyboard.press("Enter");
      await page.locator("output").waitFor();
    },
  },
  {
    name: "attendants",
    act: (page) => page.getByRole("button", { name: "陈晓东" }).waitFor(),
  },
  {
    name: "pin-wrong",
    expects: /422/,
    async act(page) {
      await page.getByRole("button", { name: "陈晓东" }).click();
      await page.keyboard.type("9999");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").filter({ hasText: /PIN/ }).waitFor();
      await page.keyboard.type("13");
    },
  },
  {
    name: "locked-out",
    expects: /422/,
    async act(page) {
      await page.getByRole("button", { name: "陈晓东" }).click();
      for (let guess = 0; guess < 5; guess += 1) {
        const answer = page.waitForResponse(/sign_in/);
        await page.keyboard.type("9999");
        await page.keyboard.press("Enter");
        await answer;
        await page.waitForTimeout(100);
      }
      await page.getByRole("alert").filter({ hasText: /30|29/ }).waitFor();
    },
  },
  {
    name: "sign-in-password",
    async act(page) {
      await page.getByRole("button", { name: "陈晓东" }).waitFor();
      await page.locator("main button").last().click();
      await page.locator("form input").first().fill("管理员");
    },
  },
  {
    name: "frame",
    before: signedIn("值班员 01"),
    variants: ["zh-CN light", "zh-CN dark", "en light", "en dark", "zh-CN light large", "en light large"],
    act: frame,
  },
  {
    name: "trouble",
    before(host) {
      quiet("值班员 01")(host);
      host.change((state) => {
        Object.assign(state.platforms, {
          city: "unreachable",
          city_ok_at: Date.now() - 260_000,
          backlog: 37,
          parked: 3,
          oldest_undelivered_at: Date.now() - 300_000,
          clock_drift_ms: -7_200,
          disk_free_bytes: 800_000_000,
          disk_low: true,
        });
        state.start.sync = { place: "elsewhere", pid: 4711 };
      }, []);
    },
    act: frame,
  },
  {
    name: "cut-off",
    expects: /./,
    before: quiet("值班员 01"),
    async act(page, host) {
      await frame(page);
      await page.waitForTimeout(300);
      host.cut();
      await page.getByRole("alert").first().waitFor();
    },
  },
  {
    name: "help",
    before: quiet("值班员 01"),
    async act(page) {
      await frame(page);
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "palette",
    before: quiet("管理员"),
    async act(page) {
      await frame(page);
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "switch",
    before: quiet("值班员 01"),
    async act(page) {
      await frame(page);
      await page.keyboard.press("F9");
      await page.getByRole("dialog").getByRole("button", { name: "Ng" }).click();
      await page.keyboard.type("46");
    },
  },
  {
    name: "display",
    before: quiet("值班员 01"),
    async act(page) {
      await frame(page);
      await page.locator("header button").last().click();
      await page.locator(".ant-segmented").first().waitFor();
    },
  },
  {
    name: "locked",
    before(host) {
      host.signIn("值班员 01");
      host.change((state) => {
        state.start.locked = true;
      }, []);
    },
    act: (page) => page.getByRole("button", { name: "7" }).waitFor(),
  },
  {
    name: "settings",
    before: quiet("管理员"),
    async act(page) {
      await frame(page);
      await page.locator("nav a").last().click();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "settings-file",
    before: quiet("管理员"),
    async act(page) {
      await frame(page);
      await page.locator("nav a").last().click();
      await page.locator('[data-chip="file"]').click();
      await page.getByTestId("test-connection").first().waitFor();
      for (const test of await page.getByTestId("test-connection").all()) await test.click();
      await page.getByTestId("connection-step").first().waitFor();
      await page.waitForTimeout(300);
    },
  },
  {
    name: "setup",
    before(host) {
      host.signIn("管理员");
      host.change(unconfigured, ["settings", "start"]);
    },
    variants: ["zh-CN light", "zh-CN dark", "en light", "zh-CN light large"],
    async act(page) {
      await page.getByTestId("setup-step").waitFor();
      const fields = page.getByTestId("setup-step").locator("input");
      await fields.nth(0).fill("https://open.example.com");
      await fields.nth(1).fill("demo");
      await fields.nth(2).fill("s3cret");
      await page.getByTestId("try-connection").click();
      await page.getByTestId("connection-step").first().waitFor();
    },
  },
  ...boothScenes,
  ...deliveryScenes,
  ...registerScenes,
  ...sessionScenes,
];
