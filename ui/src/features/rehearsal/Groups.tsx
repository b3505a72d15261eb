import { Link } from "react-router";
import type { RehearsalGroup } from "../../bindings/RehearsalGroup";
import type { RehearsalProblem } from "../../bindings/RehearsalProblem";
import { Plate, SafeText, StatusWord, Time } from "../../components";
import { deliveryKindWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./rehearsal.module.css";

const PROBLEMS: Record<RehearsalProblem, { title: () => string; help: () => string }> = {
  refused: { title: m.rehearsal_problem_refused, help: m.rehearsal_help_refused },
  photo_missing: { title: m.rehearsal_problem_photo_missing, help: m.rehearsal_help_photo_missing },
  unusable: { title: m.rehearsal_problem_unusable, help: m.rehearsal_help_unusable },
  no_answer: { title: m.rehearsal_problem_no_answer, help: m.rehearsal_help_no_answer },
};
const LONGEST_WORDS = 160;

/** What would not be taken, by reason, each with its rows. */
export function Groups({ groups }: { groups: readonly RehearsalGroup[] }) {
  return (
    <ul className={styles.groups} data-testid="rehearsal-groups">
      {groups.map((group) => (
        <li
          key={`${group.problem} ${group.words}`}
          data-testid="rehearsal-group"
          data-problem={group.problem}
        >
          <h2>
            <StatusWord tone="warn" plain>
              {PROBLEMS[group.problem].title()}
            </StatusWord>{" "}
            <span className={styles.count}>{m.rehearsal_count({ count: group.count })}</span>
          </h2>
          {group.words !== "" && (
            <p>
              {m.rehearsal_words()} <SafeText text={group.words} length={LONGEST_WORDS} />
            </p>
          )}
          <p className={styles.dim}>{PROBLEMS[group.problem].help()}</p>
          <details open={groups.length === 1}>
            <summary>
              {group.rows.length < group.count
                ? m.rehearsal_first_rows({ count: group.rows.length })
                : m.rehearsal_rows({ count: group.rows.length })}
            </summary>
            <ul className={styles.rows}>
              {group.rows.map((row) => (
                <li key={`${row.session} ${row.kind} ${row.at}`}>
                  <Link to={`/sessions/${row.session}`} data-testid="rehearsal-row">
                    <Plate plate={row.plate} size="small" />
                    <span>{deliveryKindWords[row.kind]()}</span>
                    <Time at={row.at} form="full" />
                  </Link>
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}
