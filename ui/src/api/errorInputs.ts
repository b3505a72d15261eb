import { visible } from "../components/visible";
import type { HostFailure } from "../host";
import { m } from "../messages/messages.js";

/** The values of a failure as words, for the messages of the error table. */
export interface ErrorInputs {
  remaining: string;
  detail: string;
  words: string;
  problem: string;
  /** What was done a moment ago. */
  repeated: string;
  rows: string;
  /** Why a file cannot be taken. */
  why: string;
}

type Params = HostFailure["params"];

export function inputsOf(params: Params): ErrorInputs {
  return {
    remaining: remaining(params),
    detail: text(params.detail),
    words: text(params.words),
    problem: problemOf(params),
    repeated: repeated(params),
    rows: text(params.rows),
    why: (filesWrong[text(params.why)] ?? m.errors_file_other)(),
  };
}

const problems: Record<string, (inputs: { field: string; least: string; most: string }) => string> = {
  empty: m.errors_problem_empty,
  too_long: m.errors_problem_too_long,
  too_short: m.errors_problem_too_short,
  out_of_range: m.errors_problem_out_of_range,
  too_many: m.errors_problem_too_many,
  invisible: m.errors_problem_invisible,
  reserved: m.errors_problem_reserved,
  not_digits: m.errors_problem_not_digits,
  too_simple: m.errors_problem_too_simple,
  unknown: m.errors_problem_unknown,
  same: m.errors_problem_same,
  unusual: m.errors_problem_unusual,
  not_a_day: m.errors_problem_not_a_day,
  not_a_phone: m.errors_problem_not_a_phone,
  before: m.errors_problem_before,
  past: m.errors_problem_past,
  future: m.errors_problem_future,
  no_arrival: m.errors_problem_no_arrival,
  no_departure: m.errors_problem_no_departure,
  has_arrival: m.errors_problem_has_arrival,
  has_departure: m.errors_problem_has_departure,
  not_inside: m.errors_problem_not_inside,
  other_car_park: m.errors_problem_other_car_park,
  other_car_parks: m.errors_problem_other_car_parks,
  running: m.errors_problem_running,
  not_whole: m.errors_problem_not_whole,
  not_there: m.errors_problem_not_there,
  not_writable: m.errors_problem_not_writable,
  not_a_backup: m.errors_problem_not_a_backup,
  not_readable: m.errors_problem_not_readable,
  other: m.errors_problem_other,
};

const fields: Record<string, () => string> = {
  name: m.errors_field_name,
  folder: m.errors_field_folder,
  keep: m.errors_field_keep,
  file: m.errors_field_file,
  password: m.errors_field_password,
  pin: m.errors_field_pin,
  secret: m.errors_field_secret,
  recovery_code: m.errors_field_recovery_code,
  plate: m.errors_field_plate,
  reason: m.errors_field_reason,
  reasons: m.errors_field_reasons,
  position: m.errors_field_position,
  idle_lock_s: m.errors_field_idle_lock_s,
  lane_silent_min: m.errors_field_lane_silent_min,
  lane: m.errors_field_lane,
  text: m.errors_field_text,
  role: m.errors_field_role,
  car_parks: m.errors_field_car_parks,
  vehicle_type: m.errors_field_vehicle_type,
  type_name: m.errors_field_type_name,
  owner: m.errors_field_owner,
  phone: m.errors_field_phone,
  valid_from: m.errors_field_valid_from,
  valid_until: m.errors_field_valid_until,
  lanes: m.errors_field_lanes,
  spaces: m.errors_field_spaces,
  department: m.errors_field_department,
  work_no: m.errors_field_work_no,
  remark: m.errors_field_remark,
  until: m.errors_field_until,
  from: m.errors_field_from,
  months: m.errors_field_months,
  amount: m.errors_field_amount,
  expires_at: m.errors_field_expires_at,
  starts_at: m.errors_field_starts_at,
  ends_at: m.errors_field_ends_at,
  contact: m.errors_field_contact,
  parking_id: m.errors_field_parking_id,
  vehicles: m.errors_field_vehicles,
  change: m.errors_field_change,
  ids: m.errors_field_ids,
  index: m.errors_field_index,
  event: m.errors_field_event,
  sessions: m.errors_field_sessions,
  first_day: m.errors_field_first_day,
  last_day: m.errors_field_last_day,
  day: m.errors_field_day,
  counted_at: m.errors_field_counted_at,
  note: m.errors_field_note,
  taken_by: m.errors_field_taken_by,
  other: m.errors_field_other,
};

const filesWrong: Record<string, () => string> = {
  too_big: m.errors_file_too_big,
  too_many_rows: m.errors_file_too_many_rows,
  not_a_table: m.errors_file_not_a_table,
  old_excel: m.errors_file_old_excel,
  encrypted: m.errors_file_encrypted,
  macros: m.errors_file_macros,
  encoding: m.errors_file_encoding,
  empty: m.errors_file_empty,
  no_plate_column: m.errors_file_no_plate_column,
  column_twice: m.errors_file_column_twice,
  picture_too_big: m.errors_file_picture_too_big,
  not_a_picture: m.errors_file_not_a_picture,
  broken: m.errors_file_broken,
  too_many_pixels: m.errors_file_too_many_pixels,
  cannot_fit: m.errors_file_cannot_fit,
};

function remaining(params: Params): string {
  return duration(Math.ceil(Number(params.remaining_s ?? Number(params.remaining_ms ?? 0) / 1000)));
}

function duration(seconds: number): string {
  return seconds < 120
    ? m.errors_wait_seconds({ count: seconds })
    : m.errors_wait_minutes({ count: Math.ceil(seconds / 60) });
}

function repeated(params: Params): string {
  const ago = duration(Number(params.ago_s ?? 0));
  return params.outcome === "unknown" ? m.errors_repeated_unknown({ ago }) : m.errors_repeated_ago({ ago });
}

function problemOf(params: Params): string {
  const field = (fields[text(params.field)] ?? m.errors_field_other)();
  const problem = problems[text(params.problem)] ?? m.errors_problem_other;
  return problem({ field, least: text(params.least), most: text(params.most) });
}

const LONGEST_TEXT = 300;

/** Others' words are cut and shown, not obeyed. */
export function text(param: string | number | undefined): string {
  return visible(String(param ?? "").slice(0, LONGEST_TEXT));
}
