import type { CellProblem } from "../../bindings/CellProblem";
import type { CellProblemKind } from "../../bindings/CellProblemKind";
import type { FieldChange } from "../../bindings/FieldChange";
import { shortened } from "../../components";
import { fieldWords } from "../../domain";
import { m } from "../../messages/messages.js";

const KINDS: Record<CellProblemKind, (inputs: { text: string; other: string | number }) => string> = {
  missing: m.sheets_problem_missing,
  unusual_plate: m.sheets_problem_unusual_plate,
  duplicate: m.sheets_problem_duplicate,
  not_a_day: m.sheets_problem_not_a_day,
  ends_before_it_begins: m.sheets_problem_ends_before,
  unknown_type: m.sheets_problem_unknown_type,
  unknown_lane: m.sheets_problem_unknown_lane,
  not_a_phone: m.sheets_problem_not_a_phone,
  not_a_number: m.sheets_problem_not_a_number,
  too_long: m.sheets_problem_too_long,
  no_value: m.sheets_problem_no_value,
};

const LONGEST_CELL = 30;
const LONGEST_VALUE = 24;

/** What is wrong with a cell: `结束日期：“2026-13-01”不是日期`. */
export function problemWords({ field, problem, text, other_row }: CellProblem): string {
  const what = KINDS[problem]({ text: shortened(text, LONGEST_CELL), other: other_row ?? "?" });
  return m.sheets_problem({ field: fieldWords[field](), what });
}

/** What would change, in one line. */
export function changesLine(changes: readonly FieldChange[]): string {
  return changes
    .map(({ field, before, after }) => {
      const to = after === "" ? m.domain_nothing() : shortened(after, LONGEST_VALUE);
      const from = before === "" ? "" : `${shortened(before, LONGEST_VALUE)} → `;
      return `${fieldWords[field]()} ${from}${to}`;
    })
    .join(" · ");
}
