import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, Route, Routes } from "react-router";
import { expect, test, vi } from "vitest";
import { StartContext } from "../../../api";
import type { ConnectionDraft } from "../../../bindings/ConnectionDraft";
import type { NewSecret } from "../../../bindings/NewSecret";
import type { SettingsChange } from "../../../bindings/SettingsChange";
import type { SettingsSaved } from "../../../bindings/SettingsSaved";
import type { SettingsView } from "../../../bindings/SettingsView";
import type { SetupChange } from "../../../bindings/SetupChange";
import type { SetupChanged } from "../../../bindings/SetupChanged";
import type { SetupView } from "../../../bindings/SetupView";
import { m } from "../../../messages/messages.js";
import { startView } from "../../../test/people";
import { type Answers, fails, stage } from "../../../test/stage";
import { candidates, chosenCarParks } from "./carParks";
import { SetupScreen } from "./SetupScreen";
import { standingOf } from "./steps";

const nothing: SettingsView = {
  version: "",
  file: "/data/gatehouse.toml",
  fields: { open_platform: {}, car_parks: [] },
  problem: null,
  last_good: null,
  previous: null,
  secrets: [{ parking_id: null, place: "nowhere" }],
  secrets_problem: null,
};
const open = { base_url: "https://open.example.com", app_key: "demo" };
const park = { at: 0, fields: { parking_id: "P1", name: "一号停车场" }, city: null, static_facts: {} };
const written: SettingsView = {
  ...nothing,
  version: "1a",
  fields: { open_platform: open, car_parks: [park] },
  secrets: [{ parking_id: null, place: "file" }],
};

function show(view: SettingsView, setup: Partial<SetupView>, more: Answers = {}) {
  let now: SetupView = { state: "unused", step: "open_platform", open_platform: {}, ...setup };
  const set = vi.fn<(change: SetupChange) => SetupChanged>((change) => {
    now = change;
    return { problems: [], view: now };
  });
  const save = vi.fn<(change: SettingsChange) => SettingsSaved>(({ fields }) => ({
    problems: [],
    view: { ...written, fields },
  }));
  const secret = vi.fn<(made: NewSecret) => SettingsView>(() => view);
  stage(
    <StartContext value={startView({ role: "administrator" })}>
      <MemoryRouter initialEntries={["/setup"]}>
        <Routes>
          <Route path="/setup" element={<SetupScreen />} />
          <Route path="/booth" element={<p>booth</p>} />
        </Routes>
      </MemoryRouter>
    </StartContext>,
    {
      settings: view,
      setup: () => now,
      set_setup: set,
      save_settings: save,
      set_secret: secret,
      account_car_parks: { problems: [], car_parks: [{ parking_id: "P1", name: "一号停车场" }] },
      tried_connections: [],
      booth: { car_parks: [], lanes: [] },
      refresh_register: null,
      ...more,
    },
  );
  return { set, save, secret };
}

const step = () => screen.findByTestId("setup-step");
const next = async () => userEvent.click(await screen.findByTestId("setup-next"));
const field = (label: string) => screen.findByLabelText(new RegExp(`^${label}`));

test("steps behind the car parks are closed until a file names some", () => {
  expect(standingOf("city", "open_platform", false)).toBe("closed");
  expect(standingOf("city", "open_platform", true)).toBe("open");
  expect(standingOf("open_platform", "city", true)).toBe("done");
  expect(standingOf("city", "city", true)).toBe("here");
});

test("a car park that is known keeps its fields, a new one gets the platform's name", () => {
  const all = candidates([{ parking_id: "P2", name: " 二号 " }], [park]);
  expect(all.map(({ id, found }) => [id, found])).toEqual([
    ["P2", true],
    ["P1", false],
  ]);
  const kept = chosenCarParks(all, ["P1", "P2"], [park]);
  expect(kept[0]).toBe(park);
  expect(kept[1]).toEqual({
    at: null,
    fields: { parking_id: "P2", name: "二号" },
    city: null,
    static_facts: {},
  });
  expect(chosenCarParks(all, ["P2"], [park])).toHaveLength(1);
});

test("the account is tried as it is typed, and kept with its secret before the car parks are asked for", async () => {
  const tried = vi.fn<(draft: ConnectionDraft) => { problems: never[]; run: number }>(() => ({
    problems: [],
    run: 7,
  }));
  const { set, secret } = show(
    nothing,
    {},
    {
      try_connection: tried,
      tried_connections: [
        {
          run: 7,
          platform: "open_platform",
          parking_id: null,
          expected: ["dns"],
          test: { started_at: 0, running: false, steps: [] },
        },
      ],
    },
  );
  expect((await screen.findByTestId("setup-next")).hasAttribute("disabled")).toBe(true);
  await userEvent.type(await field(m.file_field_base_url()), open.base_url);
  await userEvent.type(await field("app_key"), open.app_key);
  await userEvent.type(await field("app_secret"), "s3cret");
  await userEvent.click(screen.getByTestId("try-connection"));
  expect(tried.mock.lastCall?.[0]).toEqual({
    platform: "open_platform",
    open_platform: open,
    car_park: null,
    secret: "s3cret",
  });
  expect((await screen.findByTestId("trial")).dataset.state).toBe("ok");
  // What was found is about what was typed then.
  await userEvent.type(await field("app_key"), "2");
  expect(screen.getByTestId("trial").dataset.state).toBe("none");
  await next();
  await waitFor(async () => expect((await step()).dataset.step).toBe("car_parks"));
  expect(secret.mock.lastCall?.[0]).toEqual({ parking_id: null, secret: "s3cret" });
  expect(set.mock.lastCall?.[0]).toEqual({
    state: "under_way",
    step: "car_parks",
    open_platform: { ...open, app_key: "demo2" },
  });
});

test("all car parks of the account are chosen at first, and saving them goes on", async () => {
  const { save, set } = show(nothing, { step: "car_parks", open_platform: open });
  const found = await screen.findByTestId("found-car-park");
  expect((within(found).getByRole("checkbox") as HTMLInputElement).checked).toBe(true);
  await next();
  await waitFor(() => expect(set.mock.lastCall?.[0].step).toBe("lanes"));
  expect(save.mock.lastCall?.[0]).toEqual({
    version: "",
    fields: { open_platform: open, car_parks: [{ ...park, at: null }] },
  });
});

test("a failure keeps the step and what was typed, and says what failed", async () => {
  const { set } = show(
    nothing,
    { step: "car_parks", open_platform: open },
    { account_car_parks: fails("platform_refused", { words: "appKey 不存在" }) },
  );
  expect((await screen.findByRole("alert")).textContent).toContain("appKey 不存在");
  expect(screen.getByTestId("setup-next").hasAttribute("disabled")).toBe(true);
  expect(set).not.toHaveBeenCalled();
});

test("a car park that reports needs number, account and password, and is saved before its password", async () => {
  const order: string[] = [];
  const { save, secret } = show(written, { step: "city", state: "under_way" });
  save.mockImplementation(({ fields }) => {
    order.push("file");
    return { problems: [], view: { ...written, fields } };
  });
  secret.mockImplementation(() => {
    order.push("secret");
    return written;
  });
  const city = await screen.findByTestId("setup-city");
  await userEvent.click(within(city).getByRole("checkbox"));
  expect(screen.getByTestId("setup-next").hasAttribute("disabled")).toBe(true);
  await userEvent.type(await field(m.file_field_base_url()), "http://192.0.2.9/");
  await userEvent.type(await field(m.file_field_portname()), "admin");
  await userEvent.type(await field(m.file_field_parkpotid()), "330212077102");
  await userEvent.type(await field("portpwd"), "pw");
  await next();
  await waitFor(() => expect(order).toEqual(["file", "secret"]));
  expect(save.mock.lastCall?.[0].fields.car_parks[0]?.city).toEqual({
    platform: "ningbo",
    base_url: "http://192.0.2.9/",
    portname: "admin",
    parkpotid: "330212077102",
  });
  expect(secret.mock.lastCall?.[0]).toEqual({ parking_id: "P1", secret: "pw" });
});

test("it is left at any step with what was typed, and taken up again there", async () => {
  const { set } = show(nothing, {});
  await userEvent.type(await field("app_key"), "demo");
  await userEvent.click(screen.getByTestId("setup-leave"));
  await screen.findByText("booth");
  expect(set.mock.lastCall?.[0]).toEqual({
    state: "left",
    step: "open_platform",
    open_platform: { app_key: "demo" },
  });
});

test("taken up again, it stands where it was", async () => {
  show(written, { step: "city", state: "left" });
  expect((await step()).dataset.step).toBe("city");
});
