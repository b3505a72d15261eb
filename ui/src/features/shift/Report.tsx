import type { ShiftCounts } from "../../bindings/ShiftCounts";
import { SafeText } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./shift.module.css";
import { alertWord } from "./words";

const LONGEST = 60;

const sum = (rows: readonly { count: number }[]) => rows.reduce((all, row) => all + row.count, 0);

/** What was counted: on screen and on paper alike. */
export function Report({ counted }: { counted: ShiftCounts }) {
  const { openings, alerts } = counted;
  const numbers: readonly [string, string, number, string][] = [
    ["came", m.shift_came(), counted.came, ""],
    ["left", m.shift_left(), counted.left, ""],
    ["inside", m.shift_inside(), counted.inside, ""],
    ["openings", m.shift_openings(), sum(openings), ""],
    ["corrections", m.shift_corrections(), counted.corrections, ""],
    ["alerts", m.shift_alerts(), sum(alerts), ""],
    [
      "backlog",
      m.shift_backlog(),
      counted.backlog,
      counted.parked > 0 ? m.shift_parked({ count: counted.parked }) : "",
    ],
  ];
  return (
    <div className={styles.report} data-testid="shift-report">
      <dl className={styles.numbers}>
        {numbers.map(([name, word, value, note]) => (
          <div key={name} data-number={name}>
            <dt>{word}</dt>
            <dd>
              {value}
              {note && <small>{note}</small>}
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.tables}>
        <table className={styles.table} data-testid="shift-openings">
          <caption>{m.shift_openings()}</caption>
          {openings.length === 0 ? (
            <None words={m.shift_no_openings()} />
          ) : (
            <>
              <thead>
                <tr>
                  <th>{m.shift_reason()}</th>
                  <th>{m.shift_by()}</th>
                  <th className={styles.count}>{m.shift_times()}</th>
                </tr>
              </thead>
              <tbody>
                {openings.map((row) => (
                  <tr key={JSON.stringify([row.by, row.reason])}>
                    <td>
                      {row.reason ? <SafeText text={row.reason} length={LONGEST} /> : m.shift_no_reason()}
                    </td>
                    <td>
                      <SafeText text={row.by} length={LONGEST} />
                    </td>
                    <td className={styles.count}>{row.count}</td>
                  </tr>
                ))}
              </tbody>
            </>
          )}
        </table>
        <table className={styles.table} data-testid="shift-alerts">
          <caption>{m.shift_alerts()}</caption>
          {alerts.length === 0 ? (
            <None words={m.shift_no_alerts()} />
          ) : (
            <>
              <thead>
                <tr>
                  <th>{m.shift_kind()}</th>
                  <th className={styles.count}>{m.shift_times()}</th>
                  <th className={styles.count}>{m.shift_open()}</th>
                </tr>
              </thead>
              <tbody>
                {alerts.map((row) => (
                  <tr key={row.kind}>
                    <td>{alertWord(row.kind)}</td>
                    <td className={styles.count}>{row.count}</td>
                    <td className={styles.count}>{row.open}</td>
                  </tr>
                ))}
              </tbody>
            </>
          )}
        </table>
      </div>
    </div>
  );
}

function None({ words }: { words: string }) {
  return (
    <tbody>
      <tr>
        <td className={styles.dim}>{words}</td>
      </tr>
    </tbody>
  );
}
