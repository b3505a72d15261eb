import { ArrowRightOutlined } from "@ant-design/icons";
import type { FieldChange } from "../bindings/FieldChange";
import type { WriteOutcome } from "../bindings/WriteOutcome";
import { SafeText, StatusWord, type Tone } from "../components";
import { m } from "../messages/messages.js";
import styles from "./domain.module.css";
import { fieldWords } from "./registers";

const LOOKS: Record<WriteOutcome, { tone: Tone; words: () => string; next?: () => string }> = {
  done: { tone: "ok", words: m.domain_outcome_done },
  refused: { tone: "bad", words: m.domain_outcome_refused, next: m.domain_outcome_refused_hint },
  not_done: { tone: "warn", words: m.domain_outcome_not_done, next: m.domain_outcome_not_done_hint },
  unknown: { tone: "warn", words: m.domain_outcome_unknown, next: m.domain_outcome_unknown_hint },
};

/** What came of a write, by word, icon and colour. */
export function OutcomeWord({ outcome }: { outcome: WriteOutcome }) {
  const { tone, words, next } = LOOKS[outcome];
  return (
    <StatusWord tone={tone} plain>
      <span data-outcome={outcome} title={next?.()}>
        {words()}
      </span>
    </StatusWord>
  );
}

const LONGEST_VALUE = 60;

/** Fields before and after. */
export function ChangeList({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length === 0) return null;
  return (
    <dl className={styles.changes}>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{fieldWords[field]()}</dt>
          <dd>
            {before !== "" && (
              <>
                <span className={styles.before}>
                  <SafeText text={before} length={LONGEST_VALUE} />
                </span>{" "}
                <ArrowRightOutlined aria-label={m.domain_becomes()} />{" "}
              </>
            )}
            {after === "" ? m.domain_nothing() : <SafeText text={after} length={LONGEST_VALUE} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
