import type { Advice } from "../../../bindings/Advice";
import type { ConnectionStep } from "../../../bindings/ConnectionStep";
import type { ConnectionStepName } from "../../../bindings/ConnectionStepName";
import type { Found } from "../../../bindings/Found";
import { visible } from "../../../components";
import { m } from "../../../messages/messages.js";

interface Inputs {
  host: string;
  id: string;
  count: string;
  detail: string;
}

/** What a step found. */
const found: Record<Found, (inputs: Inputs) => string> = {
  said: m.connection_found_said,
  skipped: m.connection_found_skipped,
  name_found: m.connection_found_name_found,
  name_without_address: m.connection_found_name_without_address,
  name_not_found: m.connection_found_name_not_found,
  name_servers_silent: m.connection_found_name_servers_silent,
  connected: m.connection_found_connected,
  connection_refused: m.connection_found_connection_refused,
  connection_silent: m.connection_found_connection_silent,
  not_connected: m.connection_found_not_connected,
  tls_not_used: m.connection_found_tls_not_used,
  tls_trusted: m.connection_found_tls_trusted,
  tls_failed: m.connection_found_tls_failed,
  answers: m.connection_found_answers,
  went_away: m.connection_found_went_away,
  status: m.connection_found_status,
  not_theirs: m.connection_found_not_theirs,
  failed: m.connection_found_failed,
  key_accepted: m.connection_found_key_accepted,
  key_refused: m.connection_found_key_refused,
  may_manage: m.connection_found_may_manage,
  may_manage_these: m.connection_found_may_manage_these,
  may_manage_none: m.connection_found_may_manage_none,
  may_not_manage: m.connection_found_may_not_manage,
  may_not_manage_it: m.connection_found_may_not_manage_it,
  port_accepted: m.connection_found_port_accepted,
  port_refused: m.connection_found_port_refused,
  number_accepted: m.connection_found_number_accepted,
  clock_unreadable: m.connection_found_clock_unreadable,
  clock_differs: m.connection_found_clock_differs,
  car_parks: m.connection_found_car_parks,
  secrets_given: m.connection_found_secrets_given,
  database_opens: m.connection_found_database_opens,
  pages_agree: m.connection_found_pages_agree,
  room_left: m.connection_found_room_left,
};

const advice: Record<Advice, () => string> = {
  correct_and_repeat: m.connection_do_correct_and_repeat,
  check_name: m.connection_do_check_name,
  check_port: m.connection_do_check_port,
  check_certificate: m.connection_do_check_certificate,
  check_again: m.connection_do_check_again,
  check_in_a_minute: m.connection_do_check_in_a_minute,
  tell_vendor: m.connection_do_tell_vendor,
  tell_city: m.connection_do_tell_city,
  check_key: m.connection_do_check_key,
  check_parking_id: m.connection_do_check_parking_id,
  check_endpoints: m.connection_do_check_endpoints,
  check_open_address: m.connection_do_check_open_address,
  check_city_address: m.connection_do_check_city_address,
  check_port_name: m.connection_do_check_port_name,
  set_clock: m.connection_do_set_clock,
  correct_file: m.connection_do_correct_file,
  do_as_said: m.connection_do_do_as_said,
  restore_backup: m.connection_do_restore_backup,
  free_space: m.connection_do_free_space,
};

export const stepNames: Record<ConnectionStepName, () => string> = {
  dns: m.connection_step_dns,
  tcp: m.connection_step_tcp,
  tls: m.connection_step_tls,
  http: m.connection_step_http,
  account: m.connection_step_account,
  car_park: m.connection_step_car_park,
  clock: m.connection_step_clock,
};

/** What a step found, in words. A value may hold whatever a platform said. */
export function foundWords({ found: code, params }: ConnectionStep): string {
  const value = (name: string) => visible(params[name] ?? "");
  return found[code]({
    host: value("host"),
    id: value("id"),
    count: value("count"),
    detail: value("detail"),
  });
}

export function adviceWords(code: Advice): string {
  return advice[code]();
}
