import type { CityAct } from "../../bindings/CityAct";
import type { CityChange } from "../../bindings/CityChange";
import type { CityEvent } from "../../bindings/CityEvent";
import { formatTime, StatusWord, type Tone, visible } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./session.module.css";
import { deliveryWords, kindOf } from "./words";

const acts: Record<CityAct, { tone: Tone; words: () => string }> = {
  sent_again: { tone: "info", words: m.session_city_sent_again },
  not_yet_sent: { tone: "neutral", words: m.session_city_not_yet_sent },
  cannot_withdraw: { tone: "warn", words: m.session_city_cannot_withdraw },
  dropped: { tone: "neutral", words: m.session_city_dropped },
};

/** What the city is told otherwise, each with what it was and what it will be. */
export function Preview({ changes }: { changes: readonly CityChange[] }) {
  if (changes.length === 0) return <StatusWord tone="ok">{m.session_preview_none()}</StatusWord>;
  return (
    <ul className={styles.changes}>
      {changes.map((change, at) => {
        const { tone, words } = acts[change.act];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is made whole, and never changed.
          <li key={at} data-act={change.act}>
            <span className={styles.line}>
              <b>{deliveryWords[change.kind]()}</b>
              <StatusWord tone={tone}>{words()}</StatusWord>
            </span>
            <code className={styles.dim}>{visible(change.business_id)}</code>
            <dl>
              {differences(change).map(([name, before, after]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <del>{visible(before)}</del> → <ins>{visible(after)}</ins>
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}

/** Name, before and after of what differs between what was told and what will be. */
export function differences({ before, after }: CityChange): [string, string, string][] {
  const rows: [string, (event: CityEvent) => string][] = [
    [m.session_row_plate(), ({ plate }) => plate.text || m.session_no_plate()],
    [m.session_row_kind(), ({ vehtype, hpys }) => kindOf(vehtype, hpys)],
    [m.session_row_arrival(), ({ arrived_at }) => momentWords(arrived_at)],
    [m.session_row_departure(), ({ departed_at }) => momentWords(departed_at)],
  ];
  const say = (event: CityEvent | null, of: (event: CityEvent) => string) =>
    event === null ? m.session_nothing() : of(event);
  return rows
    .map(([name, of]): [string, string, string] => [name, say(before, of), say(after, of)])
    .filter(([, was, is]) => was !== is);
}

const momentWords = (at: number | null) => (at === null ? m.session_nothing() : formatTime(at, "full", at));
