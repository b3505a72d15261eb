import type { Code } from "../bindings/Code";
import { ANSWER_UNKNOWN, CallFailed, type HOST_UNREACHABLE, type HostFailure } from "../host";
import { m } from "../messages/messages.js";
import { type ErrorInputs, inputsOf, text } from "./errorInputs";

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

type Message = (inputs: ErrorInputs) => string;

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
  repeated: {
    severity: "notice",
    action: "correct",
    what: m.errors_repeated_what,
    means: m.errors_repeated_means,
    next: m.errors_repeated_next,
  },
  rows_changed: {
    severity: "notice",
    action: "retry",
    what: m.errors_rows_changed_what,
    means: m.errors_rows_changed_means,
    next: m.errors_rows_changed_next,
  },
  changed_meanwhile: {
    severity: "notice",
    action: "retry",
    what: m.errors_changed_meanwhile_what,
    means: m.errors_changed_meanwhile_means,
    next: m.errors_changed_meanwhile_next,
  },
  file_wrong: {
    severity: "notice",
    action: "correct",
    what: m.errors_file_wrong_what,
    means: m.errors_file_wrong_means,
    next: m.errors_file_wrong_next,
  },
  photo_wrong: {
    severity: "notice",
    action: "correct",
    what: m.errors_photo_wrong_what,
    means: m.errors_photo_wrong_means,
    next: m.errors_photo_wrong_next,
  },
  no_visitor_type: {
    severity: "notice",
    action: "administrator",
    what: m.errors_no_visitor_type_what,
    means: m.errors_no_visitor_type_means,
    next: m.errors_no_visitor_type_next,
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

/** The words for whatever a call threw. What is no `CallFailed` is a fault of ours. */
export function wordsFor(error: unknown): Words {
  return wordsForFailure(error instanceof CallFailed ? error.failure : { code: "internal", params: {} });
}

/** The words for a failure that came inside an answer. */
export function wordsForFailure(failure: HostFailure): Words {
  const code: AnyCode = failure.code in errorTable ? (failure.code as AnyCode) : ANSWER_UNKNOWN;
  const row = errorTable[code];
  const inputs = inputsOf(failure.params);
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
