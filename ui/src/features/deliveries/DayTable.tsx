import type { ReactNode } from "react";
import { Link } from "react-router";
import type { CarParkView } from "../../bindings/CarParkView";
import type { DeliveryDay } from "../../bindings/DeliveryDay";
import { EmptyState } from "../../components";
import { carParkName } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { listOf, passagesOf, type Rows } from "./filter";
import { PhotosAgainButton } from "./PhotosAgainButton";
import { RetryButton } from "./RetryButton";
import { shareWords } from "./words";

interface DayTableProps {
  days: readonly DeliveryDay[];
  parks: readonly CarParkView[];
  /** A column says which car park. */
  several: boolean;
}

/** The bars in numbers: each leads to its rows. */
export function DayTable({ days, parks, several }: DayTableProps) {
  if (days.length === 0)
    return <EmptyState title={m.deliveries_no_days()} hint={m.deliveries_no_days_hint()} />;
  return (
    <table className={styles.table} data-testid="deliveries-days">
      <caption className="visually-hidden">{m.deliveries_by_day()}</caption>
      <thead>
        <tr>
          <th scope="col">{m.deliveries_day()}</th>
          {several && <th scope="col">{m.domain_car_park()}</th>}
          <th scope="col">{m.deliveries_passages()}</th>
          <th scope="col">{m.deliveries_owed()}</th>
          <th scope="col">{m.deliveries_delivered()}</th>
          <th scope="col">{m.deliveries_waiting()}</th>
          <th scope="col">{m.deliveries_parked()}</th>
          <th scope="col">{m.deliveries_given_up()}</th>
          <th scope="col">{m.deliveries_success()}</th>
          <th scope="col">
            <span className="visually-hidden">{m.deliveries_do()}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {[...days].reverse().map((day) => (
          <Row key={`${day.day} ${day.parking_id}`} day={day}>
            {several && <td className={styles.left}>{carParkName(parks, day.parking_id)}</td>}
          </Row>
        ))}
      </tbody>
    </table>
  );
}

function Row({ day, children }: { day: DeliveryDay; children: ReactNode }) {
  const rows: Rows = { park: day.parking_id, first: day.day, last: day.day };
  const number = (count: number, to: string, tone?: "warn") => (
    <td className={tone && count > 0 ? styles[tone] : undefined}>
      {count > 0 ? <Link to={to}>{count}</Link> : count}
    </td>
  );
  return (
    <tr data-day={day.day}>
      <th scope="row">{day.day}</th>
      {children}
      {number(day.passages, passagesOf(rows))}
      {number(day.owed, listOf(rows))}
      {number(day.delivered, listOf({ ...rows, state: "delivered" }))}
      {number(day.waiting, listOf({ ...rows, state: "open" }))}
      {number(day.parked, listOf({ ...rows, state: "parked" }), "warn")}
      {number(day.given_up, listOf({ ...rows, state: "given_up" }))}
      <td>{day.success === null ? "—" : shareWords(day.success)}</td>
      <td className={styles.left}>
        <PhotosAgainButton
          of={{ which: "day", day: day.day, parking_id: day.parking_id }}
          label={m.deliveries_again_day()}
          what={day.day}
          small
        />{" "}
        {day.parked > 0 && (
          <RetryButton
            which={{
              which: "filtered",
              filter: { parking_id: day.parking_id, first_day: day.day, last_day: day.day, text: "" },
            }}
            label={m.deliveries_retry_day()}
            small
          />
        )}
      </td>
    </tr>
  );
}
