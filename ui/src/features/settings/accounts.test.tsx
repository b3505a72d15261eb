import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { StartContext } from "../../api";
import type { AccountChange } from "../../bindings/AccountChange";
import type { AccountView } from "../../bindings/AccountView";
import type { CarParkView } from "../../bindings/CarParkView";
import type { NewAccount } from "../../bindings/NewAccount";
import { m } from "../../messages/messages.js";
import { startView } from "../../test/people";
import { fails, stage } from "../../test/stage";
import { AccountDialog } from "./AccountDialog";

const park = (parking_id: string, name: string): CarParkView => ({
  parking_id,
  name,
  configured: true,
  lanes: [],
  types: [],
  visitor_type: null,
});
const PARKS = [park("P1", "一号停车场"), park("P2", "二号停车场")];

const account = (change: Partial<AccountView> = {}): AccountView => ({
  id: 7,
  name: "值班员 07",
  role: "attendant",
  has_pin: true,
  car_parks: [],
  created_at: 0,
  disabled_at: null,
  ...change,
});

interface Shown {
  of?: AccountView;
  parks?: CarParkView[];
  /** The limit of who is signed in. */
  own?: string[];
}

function show({ of, parks = PARKS, own = [] }: Shown = {}) {
  const created = vi.fn<(made: NewAccount) => AccountView>(() => account());
  const changed = vi.fn<(change: AccountChange) => AccountView>(() => account());
  const onClose = vi.fn();
  const shown = stage(
    <StartContext value={startView({ role: "administrator", car_parks: own })}>
      <AccountDialog account={of} onClose={onClose} />
    </StartContext>,
    { car_parks: parks, create_account: created, change_account: changed },
  );
  return { created, changed, onClose, shown };
}

const choice = async () => {
  const place = await screen.findByTestId("account-parks");
  await within(place).findAllByText(/车场/);
  return place;
};
const save = () => screen.getByRole("button", { name: /保\s?存/ }) as HTMLButtonElement;

async function fill(): Promise<void> {
  await userEvent.type(screen.getByLabelText(m.settings_name()), "值班员 08");
  await userEvent.type(screen.getByLabelText(m.settings_password()), "correct horse");
  await userEvent.type(screen.getByLabelText(m.settings_password_again()), "correct horse");
}

test("a new account sees all car parks unless it is limited to some", async () => {
  const { created, onClose } = show();
  const parks = within(await choice());
  await fill();
  await userEvent.click(parks.getByRole("radio", { name: m.settings_car_parks_some() }));
  expect(save().disabled, "none is chosen yet").toBe(true);
  parks.getByText(m.settings_car_parks_none());
  await userEvent.click(parks.getByRole("checkbox", { name: "二号停车场" }));
  await userEvent.click(save());
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(created.mock.calls[0]?.[0]).toMatchObject({ name: "值班员 08", car_parks: ["P2"] });
});

test("a limit is changed and taken away, and stays where nothing of it was changed", async () => {
  const { changed, onClose } = show({ of: account({ car_parks: ["P1"] }) });
  const parks = within(await choice());
  const box = (name: string) => parks.getByRole("checkbox", { name }) as HTMLInputElement;
  expect([box("一号停车场").checked, box("二号停车场").checked]).toEqual([true, false]);
  await userEvent.click(save());
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(changed.mock.calls[0]?.[0]).toEqual({ id: 7 });

  await userEvent.click(box("二号停车场"));
  await userEvent.click(save());
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(2));
  expect(changed.mock.calls[1]?.[0]).toEqual({ id: 7, car_parks: ["P1", "P2"] });

  await userEvent.click(parks.getByRole("radio", { name: m.settings_car_parks_all() }));
  await userEvent.click(save());
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(3));
  expect(changed.mock.calls[2]?.[0]).toEqual({ id: 7, car_parks: [] });
});

test("a car park that left the configuration is not lost by saving", async () => {
  const { changed, onClose } = show({ of: account({ car_parks: ["P1", "OLD"] }) });
  const parks = within(await choice());
  await userEvent.click(parks.getByRole("checkbox", { name: "二号停车场" }));
  expect((parks.getByRole("checkbox", { name: "OLD" }) as HTMLInputElement).checked).toBe(true);
  await userEvent.click(save());
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(changed.mock.calls[0]?.[0]).toEqual({ id: 7, car_parks: ["P1", "OLD", "P2"] });
});

test("who is limited gives away no more than his own", async () => {
  const { created, onClose } = show({ own: ["P1"], parks: PARKS.slice(0, 1) });
  const parks = within(await choice());
  expect(parks.queryByRole("radio")).toBeNull();
  await fill();
  await userEvent.click(save());
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(created.mock.calls[0]?.[0].car_parks).toEqual(["P1"]);
});

test("with one car park there is nothing to choose", async () => {
  const { shown } = show({ parks: PARKS.slice(0, 1) });
  await vi.waitFor(() => expect(shown.count("car_parks")).toBe(1));
  expect(screen.queryByTestId("account-parks")).toBeNull();
});

test("what the program says of the limit stands at it, and what was chosen stays", async () => {
  const { shown, onClose } = show({ of: account({ car_parks: ["P1"] }) });
  shown.answers.change_account = fails("invalid", { field: "car_parks", problem: "unknown" });
  const parks = within(await choice());
  await userEvent.click(parks.getByRole("checkbox", { name: "二号停车场" }));
  await userEvent.click(save());
  await parks.findByText(m.errors_problem_unknown({ field: m.errors_field_car_parks() }));
  expect((parks.getByRole("checkbox", { name: "二号停车场" }) as HTMLInputElement).checked).toBe(true);
  expect(onClose).not.toHaveBeenCalled();
});
