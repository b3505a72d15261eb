import type { RehearsalState } from "../../bindings/RehearsalState";
import type { RehearsalView } from "../../bindings/RehearsalView";
import { StatusWord, shortened, type Tone } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./rehearsal.module.css";

const STATES: Record<RehearsalState, { tone: Tone; words: () => string }> = {
  running: { tone: "info", words: m.rehearsal_state_running },
  done: { tone: "ok", words: m.rehearsal_state_done },
  stopped: { tone: "warn", words: m.rehearsal_state_stopped },
  failed: { tone: "bad", words: m.rehearsal_state_failed },
};
const LONGEST_NAME = 24;

/** How far it is, and what came of it in numbers. */
export function Progress({ view, name }: { view: RehearsalView; name: string }) {
  const { tone, words } = STATES[view.state];
  const share = view.sessions === 0 ? 1 : view.done / view.sessions;
  const figures: readonly [string, number][] = [
    [m.rehearsal_accepted(), view.accepted],
    [m.rehearsal_refused(), view.refused],
    [m.rehearsal_behind(), view.behind],
  ];
  return (
    <div className={styles.progress} data-testid="rehearsal-progress" data-state={view.state}>
      <div className={styles.line} aria-live="polite">
        <StatusWord tone={tone} plain>
          {words()}
        </StatusWord>
        <span>{shortened(name, LONGEST_NAME)}</span>
        <span>{view.day}</span>
        <span>{m.rehearsal_sessions({ done: view.done, total: view.sessions })}</span>
      </div>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={m.rehearsal_title()}
        aria-valuemin={0}
        aria-valuemax={view.sessions}
        aria-valuenow={view.done}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <dl className={styles.figures}>
        {figures.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
