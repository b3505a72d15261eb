import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { StartContext } from "../../../api";
import type { NewSecret } from "../../../bindings/NewSecret";
import type { SettingsChange } from "../../../bindings/SettingsChange";
import type { SettingsSaved } from "../../../bindings/SettingsSaved";
import type { SettingsView } from "../../../bindings/SettingsView";
import { m } from "../../../messages/messages.js";
import { startView } from "../../../test/people";
import { stage } from "../../../test/stage";
import { cleaned, isSame } from "./draft";
import { FileSettings } from "./FileSettings";
import { partsOf } from "./parkpotid";

const view = (change: Partial<SettingsView> = {}): SettingsView => ({
  version: "1a",
  file: "/data/gatehouse.toml",
  fields: {
    open_platform: { base_url: "https://open.example.com", app_key: "demo" },
    car_parks: [
      {
        at: 0,
        fields: { parking_id: "P1" },
        city: { platform: "ningbo", base_url: "http://x", portname: "a", parkpotid: "330212077102" },
        static_facts: { category: "配建停车场" },
      },
    ],
  },
  problem: null,
  last_good: null,
  previous: null,
  secrets: [
    { parking_id: null, place: "file" },
    { parking_id: "P1", place: "nowhere" },
  ],
  secrets_problem: null,
  ...change,
});

function show(shown: SettingsView, saved: Partial<SettingsSaved> = {}) {
  const save = vi.fn<(change: SettingsChange) => SettingsSaved>(() => ({
    problems: [],
    view: shown,
    ...saved,
  }));
  const secret = vi.fn<(made: NewSecret) => SettingsView>(() => shown);
  const back = vi.fn<() => SettingsSaved>(() => ({ problems: [], view: shown }));
  stage(
    <StartContext value={startView({ role: "administrator" })}>
      <FileSettings />
    </StartContext>,
    { settings: shown, save_settings: save, set_secret: secret, settings_back: back },
  );
  return { save, secret, back };
}

test("a number on the city platform is read part by part", () => {
  expect(partsOf("330212077102").note).toBe(
    m.file_parts({ district: "330212", street: "077", category: "1", own: "02" }),
  );
  expect(partsOf("440100077102").note).toContain(m.file_parts_not_ningbo());
  expect(partsOf("3302120771").note).toBe(m.file_parts_missing({ count: 2 }));
  expect(partsOf("3302120771022").wrong).toBe(m.file_parts_too_many({ count: 1 }));
  expect(partsOf("33021207710a").wrong).toBe(m.file_parts_not_digits());
});

test("what is emptied leaves the file, and only that counts as a change", () => {
  const { fields } = view();
  const emptied = { ...fields, open_platform: { ...fields.open_platform, poll_interval: " " } };
  expect(isSame(emptied, fields)).toBe(true);
  expect(cleaned(emptied).open_platform).toEqual(fields.open_platform);
  expect(isSame({ ...fields, car_parks: [] }, fields)).toBe(false);
});

test("a refused field says what it may hold and keeps what was typed", async () => {
  const problem = {
    table: "city" as const,
    car_park: 0,
    field: "portname",
    detail: "is empty; write a value",
  };
  const { save } = show(view(), { problems: [problem] });
  const field = await screen.findByLabelText(new RegExp(m.file_field_portname()));
  await userEvent.clear(field);
  await userEvent.type(field, "b");
  await userEvent.click(screen.getByTestId("file-save"));
  expect(save.mock.lastCall?.[0]).toMatchObject({
    version: "1a",
    fields: { car_parks: [{ at: 0, city: { portname: "b" } }] },
  });
  await screen.findByText(m.file_refused({ rule: m.file_rule_portname() }));
  expect((field as HTMLInputElement).value).toBe("b");
  screen.getByText(m.file_not_saved({ count: 1 }));
});

test("a secret is written, and only told to be set", async () => {
  const { secret } = show(view());
  const [app, port] = await screen.findAllByTestId("secret");
  expect(app?.textContent).toContain(m.file_secret_file());
  await userEvent.click(within(port as HTMLElement).getByRole("button"));
  await userEvent.type(within(port as HTMLElement).getByLabelText(m.file_secret_port()), "s3cret{Enter}");
  expect(secret.mock.lastCall).toEqual([{ parking_id: "P1", secret: "s3cret" }]);
  expect(screen.queryByDisplayValue("s3cret")).toBeNull();
});

test("a broken file is shown by its line with the last good one on offer", async () => {
  const { back } = show(
    view({
      problem: { line: 3, key: "", text: "app_key = demo", detail: "invalid" },
      last_good: { kept_at: 0, text: "[open_platform]" },
    }),
  );
  const shown = await screen.findByTestId("file-problem");
  expect(shown.textContent).toContain(m.file_problem_title({ line: 3 }));
  expect(shown.textContent).toContain("app_key = demo");
  await userEvent.click(within(shown).getByTestId("last-good"));
  expect(back.mock.lastCall).toEqual([{ version: "1a", to: "last_good" }]);
});

test("the static table is filled in with the standard's words, and a wrong column says so", async () => {
  const problem = { table: "static" as const, car_park: 0, field: "latitude", detail: "is not possible" };
  const { save } = show(view(), { problems: [problem] });
  const facts = within(await screen.findByTestId("static-facts"));
  facts.getByText(m.file_static({ known: 1, all: 13 }));
  await userEvent.selectOptions(facts.getByLabelText(m.file_static_category()), "临时停车场");
  await userEvent.click(facts.getByLabelText("支持支付宝及微信支付"));
  await userEvent.click(facts.getByLabelText("支持现金支付"));
  await userEvent.type(facts.getByLabelText(m.file_static_latitude()), "121.55");
  facts.getByText(m.file_static({ known: 3, all: 13 }));
  await userEvent.click(screen.getByTestId("file-save"));
  expect(save.mock.lastCall?.[0].fields.car_parks[0]?.static_facts).toEqual({
    category: "临时停车场",
    payments: "支持现金支付\n支持支付宝及微信支付",
    latitude: "121.55",
  });
  await facts.findByText(m.file_refused({ rule: m.file_static_rule_latitude() }));
});
