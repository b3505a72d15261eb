import { StopOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { BlacklistView } from "../../bindings/BlacklistView";
import type { CouponKind } from "../../bindings/CouponKind";
import type { CouponView } from "../../bindings/CouponView";
import type { OutingView } from "../../bindings/OutingView";
import type { VisitView } from "../../bindings/VisitView";
import type { WriteOutcome } from "../../bindings/WriteOutcome";
import { formatTime, SafeText, StatusWord, shortened } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./card.module.css";

const LONGEST_TEXT = 120;
const LONGEST_NAME = 16;

/** Nothing is drawn where there is nothing: the card stays calm. */
function List<Item>(props: {
  title: string;
  items: readonly Item[];
  className?: string | undefined;
  children: (item: Item) => ReactNode;
}) {
  if (props.items.length === 0) return null;
  return (
    <section className={`${styles.section} ${props.className ?? ""}`}>
      <h3>{props.title}</h3>
      <ul className={styles.list}>
        {props.items.map((item, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: these have no identity of their own, and are read whole.
          <li key={at}>{props.children(item)}</li>
        ))}
      </ul>
    </section>
  );
}

export function Blacklist({ entries }: { entries: readonly BlacklistView[] }) {
  const holds = entries.some((entry) => entry.holds);
  return (
    <List title={m.plate_card_blacklist()} items={entries} className={holds ? styles.alarm : undefined}>
      {(entry) => (
        <>
          <StatusWord tone={entry.holds ? "bad" : "neutral"} icon={<StopOutlined aria-hidden />}>
            {!entry.holds
              ? m.plate_card_blacklist_over()
              : entry.until === null
                ? m.plate_card_blacklist_forever()
                : m.plate_card_blacklist_until({ until: entry.until })}
          </StatusWord>
          {entry.reason ? (
            <SafeText text={entry.reason} length={LONGEST_TEXT} />
          ) : (
            <span className={styles.dim}>{m.plate_card_blacklist_no_reason()}</span>
          )}
        </>
      )}
    </List>
  );
}

export function Visits({ visits }: { visits: readonly VisitView[] }) {
  const time = (at: number | null) =>
    at === null ? m.plate_card_visit_open() : formatTime(at, "smart", Date.now());
  return (
    <List title={m.plate_card_visits()} items={visits}>
      {(visit) => (
        <>
          <span>{m.plate_card_visit_times({ from: time(visit.starts_at), to: time(visit.ends_at) })}</span>
          {visit.contact && <SafeText text={visit.contact} length={LONGEST_NAME} />}
          {visit.reason && <SafeText text={visit.reason} length={LONGEST_TEXT} />}
          {!visit.confirmed && <StatusWord tone="warn">{m.plate_card_visit_unconfirmed()}</StatusWord>}
        </>
      )}
    </List>
  );
}

const COUPONS: Record<CouponKind, (inputs: { amount: number }) => string> = {
  count: m.plate_card_coupon_count,
  hours: m.plate_card_coupon_hours,
  yuan: m.plate_card_coupon_money,
};

export function Coupons({ coupons }: { coupons: readonly CouponView[] }) {
  return (
    <List title={m.plate_card_coupons()} items={coupons}>
      {({ kind, amount, issued_at, issued_by, outcome }) => (
        <>
          <span>{COUPONS[kind]({ amount })}</span>
          <span className={styles.dim}>{issued(issued_by, issued_at)}</span>
          <Outcome outcome={outcome} />
        </>
      )}
    </List>
  );
}

export function Outings({ outings }: { outings: readonly OutingView[] }) {
  return (
    <List title={m.plate_card_outings()} items={outings}>
      {({ starts_at, ends_at, registered_by, outcome }) => (
        <>
          <span>
            {m.plate_card_visit_times({
              from: formatTime(starts_at, "smart", Date.now()),
              to: formatTime(ends_at, "smart", Date.now()),
            })}
          </span>
          <span className={styles.dim}>{shortened(registered_by, LONGEST_NAME)}</span>
          <Outcome outcome={outcome} />
        </>
      )}
    </List>
  );
}

/** What was done needs no word. */
function Outcome({ outcome }: { outcome: WriteOutcome }) {
  switch (outcome) {
    case "done":
      return null;
    case "refused":
      return <StatusWord tone="bad">{m.plate_card_refused()}</StatusWord>;
    case "not_done":
      return <StatusWord tone="warn">{m.plate_card_not_done()}</StatusWord>;
    case "unknown":
      return <StatusWord tone="warn">{m.plate_card_unknown()}</StatusWord>;
  }
}

function issued(by: string, at: number): string {
  return m.plate_card_issued({ by: shortened(by, LONGEST_NAME), at: formatTime(at, "smart", Date.now()) });
}
