// The registers' screens, as tests ask for them.
import { plateName } from "./booth.mjs";
import { say } from "./words.mjs";

export function at(page, id) {
  return page.getByTestId(id);
}

export function rows(page, table) {
  return at(page, table).getByTestId("table-row");
}

export function rowOf(page, table, plate) {
  return rows(page, table)
    .filter({ has: page.getByRole("img", { name: plateName(plate) }) })
    .first();
}

export function goTo(page, path) {
  return page.evaluate((hash) => {
    location.hash = hash;
  }, path);
}

export function plateField(form) {
  return form.getByRole("textbox", { name: say("kit_plate_input_label"), exact: true });
}

/** What came of a write, in the form that began it. */
export function notice(page, state) {
  return page.locator(`[data-testid=write-notice][data-state=${state}]`);
}

/** Fills the form of a new registration, and leaves it to be sent. */
export async function fillVehicle(page, { plate, owner = "单测试", phone = "13900000778", months = 12 }) {
  await page.keyboard.press("Insert");
  const form = at(page, "vehicle-form");
  await plateField(form).fill(plate);
  await form.getByLabel(say("domain_field_owner")).fill(owner);
  await form.getByLabel(say("domain_field_phone")).fill(phone);
  await form.getByRole("button", { name: say("vehicles_months_usual", { count: months }) }).click();
  return form;
}
