import type { AttemptView } from "../../bindings/AttemptView";
import { StatusWord, shortened, Time, visible } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./session.module.css";
import { outcomeWords, tookWords } from "./words";

const LONGEST_ANSWER = 120;
/** So many are shown at once; an outage of days makes thousands. */
const SHOWN = 5;

/** Every try that reached the city: the last ones, and the rest when asked for. */
export function Attempts({ attempts, withPhoto }: { attempts: readonly AttemptView[]; withPhoto: boolean }) {
  if (attempts.length === 0) return <p className={styles.dim}>{m.session_attempts_none()}</p>;
  const earlier = attempts.slice(0, -SHOWN);
  return (
    <>
      {earlier.length > 0 && (
        <details className={styles.payload}>
          <summary>{m.session_attempts_earlier({ count: earlier.length })}</summary>
          <Tries attempts={earlier} withPhoto={withPhoto} />
        </details>
      )}
      <Tries attempts={attempts.slice(-SHOWN)} withPhoto={withPhoto} />
    </>
  );
}

function Tries({ attempts, withPhoto }: { attempts: readonly AttemptView[]; withPhoto: boolean }) {
  return (
    <table className={styles.attempts} data-testid="attempts">
      <caption className="visually-hidden">{m.session_attempts()}</caption>
      <thead>
        <tr>
          <th scope="col">{m.session_attempt_at()}</th>
          <th scope="col">{m.session_attempt_outcome()}</th>
          <th scope="col">{m.session_attempt_status()}</th>
          <th scope="col">{m.session_attempt_answer()}</th>
          <th scope="col">{m.session_attempt_took()}</th>
          <th scope="col">{m.session_attempt_bytes()}</th>
          {withPhoto && <th scope="col">{m.session_attempt_md5()}</th>}
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt, at) => {
          const { tone, words } = outcomeWords[attempt.outcome];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: tries are only ever added at the end.
            <tr key={at} data-outcome={attempt.outcome}>
              <td>
                <Time at={attempt.at} />
              </td>
              <td>
                <StatusWord tone={tone} plain>
                  {words()}
                </StatusWord>
              </td>
              <td>{attempt.status ?? "—"}</td>
              <td className={styles.wide}>
                {attempt.answer === "" ? m.session_no_answer() : shortened(attempt.answer, LONGEST_ANSWER)}
              </td>
              <td>{tookWords(attempt.elapsed_ms)}</td>
              <td>{attempt.bytes.toLocaleString("en-US")}</td>
              {withPhoto && (
                <td className={styles.sum}>
                  <code>{visible(attempt.photo_md5 ?? "—")}</code>
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
