import { Button } from "antd";
import { fieldOf, wordsFor } from "../../../api";
import { FailureState, StatusWord } from "../../../components";
import { m } from "../../../messages/messages.js";
import { wholeOf } from "../connections/progress";
import { Steps } from "../connections/Steps";
import styles from "./setup.module.css";
import type { Trial } from "./useTrial";

interface TrialViewProps {
  trial: Trial;
  /** What is tried, for whoever hears the button. */
  name: string;
  disabled: boolean;
}

/** The button that tries a connection, and each step of it. */
export function TrialView({ trial, name, disabled }: TrialViewProps) {
  const { shown, sending, error, problems } = trial;
  const whole = wholeOf(shown?.test ?? null);
  const other = error && fieldOf(error) !== "secret" ? error : null;
  return (
    <div className={styles.trial} data-testid="trial" data-state={whole}>
      <Button
        onClick={trial.begin}
        loading={sending || whole === "running"}
        disabled={disabled}
        aria-label={`${shown ? m.connection_test_again() : m.setup_try()}: ${name}`}
        data-testid="try-connection"
      >
        {shown ? m.connection_test_again() : m.setup_try()}
      </Button>
      {problems.length > 0 && (
        <StatusWord tone="bad" plain>
          {m.setup_fields_first({ count: problems.length })}
        </StatusWord>
      )}
      {shown && <Steps expected={shown.expected} test={shown.test} />}
      {other && <FailureState {...wordsFor(other)} inline />}
    </div>
  );
}
