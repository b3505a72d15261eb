import type { Code } from "../bindings/Code";
import { visible } from "../components/visible";
import { ANSWER_UNKNOWN, CallFailed, type HOST_UNREACHABLE, type HostFailure } from "../host";
import { m } from "../messages/messages.js";

/** `notice`: not possible now; `warning`: something outside fails; `trouble`: the program itself does. */
export type Severity = "notice" | "warning" | "trouble";

/** What helps, where the screen can offer it. */
export type Action = "retry" | "correct" | "wait" | "sign_in" | "unlock" | "administrator" | "none";

/** A failure in words: what happened, what it means for the cars at the barrier, what to do next. */
export interface Words {
  code: string;
  severity: Severity;
  action: Action;
  what: string;
  means: string;
  next: string;
}

/** The codes of the program, and those of the way to it. */
export type AnyCode = Code | typeof HOST_UNREACHABLE | typeof ANSWER_UNKNOWN;

interface Inputs {
  remaining: string;
  detail: string;
  words: string;
  problem: string;
}

type Message = (inputs: Inputs) => string;

interface Row {
  severity: Severity;
  action: Action;
  what: Message;
  means: Message;
  next: Message;
}

/** The only place where a code becomes words. */
export const errorTable: Record<AnyCode, Row> = {
  not_signed_in: {
    severity: "notice",
    action: "sign_in",
    what: m.errors_not_signed_in_what,
    means: m.errors_not_signed_in_means,
    next: m.errors_not_signed_in_next,
  },
  screen_locked: {
    severity: "notice",
    action: "unlock",
    what: m.errors_screen_locked_what,
    means: m.errors_screen_locked_means,
    next: m.errors_screen_locked_next,
  },
  not_allowed: {
    severity: "notice",
    action: "none",
    what: m.errors_not_allowed_what,
    means: m.errors_not_allowed_means,
    next: m.errors_not_allowed_next,
  },
  wrong_secret: {
    severity: "notice",
    action: "correct",
    what: m.errors_wrong_secret_what,
    means: m.errors_wrong_secret_means,
    next: m.errors_wrong_secret_next,
  },
  locked_out: {
    severity: "notice",
    action: "wait",
    what: m.errors_locked_out_what,
    means: m.errors_locked_out_means,
    next: m.errors_locked_out_next,
  },
  first_run_over: {
    severity: "notice",
    action: "sign_in",
    what: m.errors_first_run_over_what,
    means: m.errors_first_run_over_means,
    next: m.errors_first_run_over_next,
  },
  name_taken: {
    severity: "notice",
    action: "correct",
    what: m.errors_name_taken_what,
    means: m.errors_name_taken_means,
    next: m.errors_name_taken_next,
  },
  last_administrator: {
    severity: "notice",
    action: "none",
    what: m.errors_last_administrator_what,
    means: m.errors_last_administrator_means,
    next: m.errors_last_administrator_next,
  },
  invalid: {
    severity: "notice",
    action: "correct",
    what: m.errors_invalid_what,
    means: m.errors_invalid_means,
    next: m.errors_invalid_next,
  },
  not_found: {
    severity: "notice",
    action: "none",
    what: m.errors_not_found_what,
    means: m.errors_not_found_means,
    next: m.errors_not_found_next,
  },
  cool_down: {
    severity: "notice",
    action: "wait",
    what: m.errors_cool_down_what,
    means: m.errors_cool_down_means,
    next: m.errors_cool_down_next,
  },
  not_configured: {
    severity: "warning",
    action: "administrator",
    what: m.errors_not_configured_what,
    means: m.errors_not_configured_means,
    next: m.errors_not_configured_next,
  },
  configuration_wrong: {
    severity: "trouble",
    action: "administrator",
    what: m.errors_configuration_wrong_what,
    means: m.errors_configuration_wrong_means,
    next: m.errors_configuration_wrong_next,
  },
  platform_refused: {
    severity: "warning",
    action: "none",
    what: m.errors_platform_refused_what,
    means: m.errors_platform_refused_means,
    next: m.errors_platform_refused_next,
  },
  platform_unreachable: {
    severity: "warning",
    action: "retry",
    what: m.errors_platform_unreachable_what,
    means: m.errors_platform_unreachable_means,
    next: m.errors_platform_unreachable_next,
  },
  disk_full: {
    severity: "trouble",
    action: "administrator",
    what: m.errors_disk_full_what,
    means: m.errors_disk_full_means,
    next: m.errors_disk_full_next,
  },
  database_newer: {
    severity: "trouble",
    action: "administrator",
    what: m.errors_database_newer_what,
    means: m.errors_database_newer_means,
    next: m.errors_database_newer_next,
  },
  database_damaged: {
    severity: "trouble",
    action: "administrator",
    what: m.errors_database_damaged_what,
    means: m.errors_database_damaged_means,
    next: m.errors_database_damaged_next,
  },
  database_failed: {
    severity: "trouble",
    action: "retry",
    what: m.errors_database_failed_what,
    means: m.errors_database_failed_means,
    next: m.errors_database_failed_next,
  },
  directory_failed: {
    severity: "trouble",
    action: "administrator",
    what: m.errors_directory_failed_what,
    means: m.errors_directory_failed_means,
    next: m.errors_directory_failed_next,
  },
  starting: {
    severity: "notice",
    action: "wait",
    what: m.errors_starting_what,
    means: m.errors_starting_means,
    next: m.errors_starting_next,
  },
  bad_request: {
    severity: "trouble",
    action: "retry",
    what: m.errors_bad_request_what,
    means: m.errors_bad_request_means,
    next: m.errors_bad_request_next,
  },
  internal: {
    severity: "trouble",
    action: "retry",
    what: m.errors_internal_what,
    means: m.errors_internal_means,
    next: m.errors_internal_next,
  },
  host_unreachable: {
    severity: "warning",
    action: "wait",
    what: m.errors_host_unreachable_what,
    means: m.errors_host_unreachable_means,
    next: m.errors_host_unreachable_next,
  },
  answer_unknown: {
    severity: "trouble",
    action: "retry",
    what: m.errors_answer_unknown_what,
    means: m.errors_answer_unknown_means,
    next: m.errors_answer_unknown_next,
  },
};

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
  other: m.errors_problem_other,
};

const fields: Record<string, () => string> = {
  name: m.errors_field_name,
  password: m.errors_field_password,
  pin: m.errors_field_pin,
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
  other: m.errors_field_other,
};

/** The words for whatever a call threw. What is no `CallFailed` is a fault of ours. */
export function wordsFor(error: unknown): Words {
  return wordsForFailure(error instanceof CallFailed ? error.failure : { code: "internal", params: {} });
}

/** The words for a failure that came inside an answer. */
export function wordsForFailure(failure: HostFailure): Words {
  const code: AnyCode = failure.code in errorTable ? (failure.code as AnyCode) : ANSWER_UNKNOWN;
  const row = errorTable[code];
  const inputs: Inputs = {
    remaining: remaining(failure.params),
    detail: text(failure.params.detail),
    words: text(failure.params.words),
    problem: problemOf(failure.params),
  };
  return {
    code: failure.code,
    severity: row.severity,
    action: row.action,
    what: row.what(inputs).trim(),
    means: row.means(inputs).trim(),
    next: row.next(inputs).trim(),
  };
}

/** Which field a failure is about, so that a form can say it there. */
export function fieldOf(error: unknown): string | undefined {
  if (!(error instanceof CallFailed)) return undefined;
  if (error.failure.code === "name_taken") return "name";
  return error.failure.code === "invalid" ? text(error.failure.params.field) : undefined;
}

/** How long a failure says to wait, in milliseconds. */
export function waitOf(error: unknown): number {
  if (!(error instanceof CallFailed)) return 0;
  const { remaining_s, remaining_ms } = error.failure.params;
  return Number(remaining_ms ?? 0) || Number(remaining_s ?? 0) * 1000 || 0;
}

function remaining(params: HostFailure["params"]): string {
  const seconds = Math.ceil(Number(params.remaining_s ?? Number(params.remaining_ms ?? 0) / 1000));
  return seconds < 120
    ? m.errors_wait_seconds({ count: seconds })
    : m.errors_wait_minutes({ count: Math.ceil(seconds / 60) });
}

function problemOf(params: HostFailure["params"]): string {
  const field = (fields[text(params.field)] ?? m.errors_field_other)();
  const problem = problems[text(params.problem)] ?? m.errors_problem_other;
  return problem({ field, least: text(params.least), most: text(params.most) });
}

const LONGEST_TEXT = 300;

/** Others' words are cut and shown, not obeyed. */
function text(param: string | number | undefined): string {
  return visible(String(param ?? "").slice(0, LONGEST_TEXT));
}
