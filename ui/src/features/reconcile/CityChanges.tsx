import type { CityAct } from "../../bindings/CityAct";
import type { CityChange } from "../../bindings/CityChange";
import type { CityEvent } from "../../bindings/CityEvent";
import { Plate, StatusWord, Time, type Tone } from "../../components";
import { deliveryKindWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./reconcile.module.css";

const ACTS: Record<CityAct, { tone: Tone; words: () => string }> = {
  sent_again: { tone: "info", words: m.reconcile_act_sent_again },
  not_yet_sent: { tone: "neutral", words: m.reconcile_act_not_yet_sent },
  cannot_withdraw: { tone: "warn", words: m.reconcile_act_cannot_withdraw },
  dropped: { tone: "neutral", words: m.reconcile_act_dropped },
};

/** What the city is told otherwise, before beside after. */
export function CityChanges({ changes }: { changes: readonly CityChange[] }) {
  if (changes.length === 0) return <p data-testid="city-changes">{m.reconcile_city_nothing()}</p>;
  return (
    <div className={styles.changes}>
      <table data-testid="city-changes">
        <caption>{m.reconcile_city_changes()}</caption>
        <thead>
          <tr>
            <th scope="col">{m.reconcile_city_what()}</th>
            <th scope="col">{m.reconcile_city_before()}</th>
            <th scope="col">{m.reconcile_city_after()}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.business_id} ${change.kind}`}>
              <th scope="row">
                {deliveryKindWords[change.kind]()}
                <StatusWord tone={ACTS[change.act].tone} plain>
                  {ACTS[change.act].words()}
                </StatusWord>
              </th>
              <td>
                <Told event={change.before} />
              </td>
              <td>
                <Told event={change.after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Told({ event }: { event: CityEvent | null }) {
  if (!event) return <span className={styles.dim}>{m.reconcile_city_not_told()}</span>;
  return (
    <span className={styles.told}>
      <Plate plate={event.plate} size="small" />
      <span className={styles.dim}>
        {event.vehtype} {event.hpys}
      </span>
      {event.arrived_at !== null && (
        <span>
          {deliveryKindWords.arrival()} <Time at={event.arrived_at} form="full" />
        </span>
      )}
      {event.departed_at !== null && (
        <span>
          {deliveryKindWords.departure()} <Time at={event.departed_at} form="full" />
        </span>
      )}
    </span>
  );
}
