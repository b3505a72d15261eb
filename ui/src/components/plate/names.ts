import { m } from "../../messages/messages.js";
import type { PlateForm } from "./forms";

/** What a form is called. */
export const formName: Record<PlateForm, () => string> = {
  ordinary: m.kit_form_ordinary,
  small_new_energy: m.kit_form_small_new_energy,
  large_new_energy: m.kit_form_large_new_energy,
  trailer: m.kit_form_trailer,
  driving_school: m.kit_form_driving_school,
  police: m.kit_form_police,
  armed_police: m.kit_form_armed_police,
  military: m.kit_form_military,
  consulate: m.kit_form_consulate,
  embassy: m.kit_form_embassy,
  hong_kong: m.kit_form_hong_kong,
  macau: m.kit_form_macau,
  civil_aviation: m.kit_form_civil_aviation,
  test: m.kit_form_test,
  oversize: m.kit_form_oversize,
  emergency_rescue: m.kit_form_emergency_rescue,
  unlicensed: m.kit_form_unlicensed,
  implausible: m.kit_form_implausible,
};
