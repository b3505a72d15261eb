import type { SessionPage } from "../../bindings/SessionPage";
import { StatusWord, Time } from "../../components";
import { m } from "../../messages/messages.js";
import { lineOf } from "./lines";
import styles from "./session.module.css";
import { kindOf, kindReasonWords, pairingWords } from "./words";

/** Why passages belong together, and all that happened in order of time. */
export function Timeline({ page }: { page: SessionPage }) {
  const { kind, pairing } = page;
  const why = kind.by ? kindReasonWords[kind.by]() : m.session_kind_unknown();
  return (
    <>
      <section className={styles.block} aria-labelledby="session-why" data-testid="session-why">
        <h2 id="session-why">{m.session_why()}</h2>
        {pairing && <p>{pairingWords[pairing]()}</p>}
        <p>{m.session_kind_why({ kind: kindOf(kind.vehtype, kind.hpys), why })}</p>
      </section>
      <section className={styles.block} aria-labelledby="session-timeline">
        <h2 id="session-timeline">{m.session_timeline()}</h2>
        <ol className={styles.timeline} data-testid="session-timeline">
          {page.timeline.map((entry, at) => {
            const line = lineOf(page, entry);
            return (
              line && (
                // biome-ignore lint/suspicious/noArrayIndexKey: two entries may say the same of the same moment.
                <li key={at} data-what={entry.what}>
                  <Time at={entry.at} />
                  <StatusWord tone={line.tone} plain>
                    {line.words}
                  </StatusWord>
                </li>
              )
            );
          })}
        </ol>
      </section>
    </>
  );
}
