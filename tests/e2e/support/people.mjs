// Signing in as a person does.
import { ADMINISTRATOR, ATTENDANT } from "./host.mjs";
import { say } from "./words.mjs";

/** The attendant signs in: only one has a PIN, so the pad is there at once. */
export async function signInByPin(page, pin = ATTENDANT.pin) {
  await page.getByText(ATTENDANT.name).first().waitFor();
  await page.keyboard.type(pin);
  await page.keyboard.press("Enter");
}

/** By name and password, from whichever sign-in is shown. */
export async function signInByPassword(page, { name, password } = ADMINISTRATOR) {
  await page.getByRole("button", { name: say("layout_by_password") }).click();
  await page.getByLabel(say("layout_name_field")).fill(name);
  await page.getByLabel(say("layout_password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: say("layout_sign_in"), exact: true }).click();
}

/** Opens the pages and signs the attendant in. */
export async function atTheBooth(page, host) {
  await page.goto(host.url);
  await signInByPin(page);
  await page.getByRole("contentinfo").waitFor();
}
