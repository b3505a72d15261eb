import type { ConnectionStepName } from "../../../bindings/ConnectionStepName";
import type { ConnectionTest } from "../../../bindings/ConnectionTest";
import { StatusWord, type Tone } from "../../../components";
import { m } from "../../../messages/messages.js";
import styles from "./connections.module.css";
import { type ShownStep, shownSteps } from "./progress";
import { adviceWords, foundWords, stepNames } from "./words";

const STATES: Record<ShownStep["state"], { tone: Tone; word: () => string }> = {
  ok: { tone: "ok", word: m.connection_ok },
  warning: { tone: "warn", word: m.connection_warning },
  failed: { tone: "bad", word: m.connection_failed },
  skipped: { tone: "neutral", word: m.connection_skipped },
  now: { tone: "info", word: m.connection_now },
  waiting: { tone: "neutral", word: m.connection_waiting },
};

interface StepsProps {
  expected: readonly ConnectionStepName[];
  test: ConnectionTest;
}

/** Each step of a test with what was found and what to do. */
export function Steps({ expected, test }: StepsProps) {
  return (
    <ol className={styles.steps} aria-live="polite" aria-busy={test.running}>
      {shownSteps(expected, test).map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps only follow each other.
        <li key={at} data-testid="connection-step" data-step={step.name} data-state={step.state}>
          <span className={styles.name}>{stepNames[step.name]()}</span>
          <StatusWord tone={STATES[step.state].tone} plain>
            {STATES[step.state].word()}
          </StatusWord>
          {step.done && step.state !== "skipped" && (
            <div className={styles.found}>
              {foundWords(step.done)}
              {step.done.advice && (
                <strong>{m.connection_what_to_do({ advice: adviceWords(step.done.advice) })}</strong>
              )}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
