import { useRead, useStart, wordsFor, wordsForFailure } from "../../../api";
import type { PlatformState } from "../../../bindings/PlatformState";
import { Facts, FailureState, Plate, StatusWord, Time, type Tone, visible } from "../../../components";
import { m } from "../../../messages/messages.js";
import { StepFrame } from "./StepFrame";
import styles from "./setup.module.css";
import type { StepProps } from "./stepProps";
import { useAct } from "./useAct";

/** So many of the newest passages show that data is live. */
const SHOWN = 5;

const STATES: Record<PlatformState, { tone: Tone; word: () => string }> = {
  ok: { tone: "ok", word: m.setup_state_ok },
  starting: { tone: "info", word: m.setup_state_starting },
  held: { tone: "warn", word: m.setup_state_held },
  refused: { tone: "bad", word: m.setup_state_refused },
  unreachable: { tone: "bad", word: m.setup_state_unreachable },
  not_configured: { tone: "neutral", word: m.setup_state_not_configured },
};

/** What comes in and goes out, as it happens. */
export function DoneStep({ onBack, onNext }: StepProps) {
  const platforms = useRead("platforms", null);
  const feed = useRead("feed", { limit: SHOWN });
  const { sync } = useStart();
  const { run, busy, error } = useAct();
  const failed = platforms.error ?? feed.error;
  const state = (of: PlatformState | undefined) =>
    of && (
      <span data-state={of}>
        <StatusWord tone={STATES[of].tone} plain>
          {STATES[of].word()}
        </StatusWord>
      </span>
    );
  const rows = feed.data ?? [];
  return (
    <StepFrame
      step="done"
      hint={m.setup_done_hint()}
      onBack={onBack}
      onNext={() => run(onNext)}
      nextWords={m.setup_finish()}
      busy={busy}
      notice={error && <FailureState {...error} inline />}
    >
      {sync.place === "nowhere" && (
        <StatusWord tone="bad" plain>
          {m.file_saved_not_running({ why: wordsForFailure(sync.why).what })}
        </StatusWord>
      )}
      {failed && <FailureState {...wordsFor(failed)} inline />}
      <Facts
        facts={[
          [m.connection_open_platform(), state(platforms.data?.open_platform)],
          [m.file_city(), state(platforms.data?.city)],
          [m.setup_backlog(), platforms.data && String(platforms.data.backlog)],
        ]}
      />
      <h3>{m.setup_passages()}</h3>
      {rows.length === 0 ? (
        <p className={styles.hint}>{m.setup_no_passages()}</p>
      ) : (
        <ul className={styles.passages} data-testid="setup-passages">
          {rows.map((row) => (
            <li key={row.id}>
              <Plate plate={row.plate} size="small" />
              <span>{visible(row.lane)}</span>
              <Time at={row.at} />
            </li>
          ))}
        </ul>
      )}
    </StepFrame>
  );
}
