import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { useMe } from "../../api";
import type { ReportingView } from "../../bindings/ReportingView";
import { Ago, SafeText, StatusWord, shortened, Time, type Tone, today } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { listOf } from "./filter";
import { ReportingDialog } from "./ReportingDialog";
import { reasonWords } from "./words";

/** GA/T 1742-2020: so far apart the clocks may be. */
const MOST_DRIFT_MS = 5_000;
const LONGEST_WORDS = 60;

interface ReportingCardProps {
  view: ReportingView;
  /** The car park's, where there are several. */
  name: string | undefined;
}

/** How reporting of one car park stands now. */
export function ReportingCard({ view, name }: ReportingCardProps) {
  const isAdministrator = useMe().role === "administrator";
  const [asking, setAsking] = useState(false);
  const { parking_id: park, oldest_undelivered_at: oldest, clock_drift_ms: drift } = view;
  const isHeld = view.held_since !== null;
  return (
    <section
      className={styles.card}
      aria-label={name ?? m.deliveries_now()}
      data-testid="reporting"
      data-parking={park}
      data-held={isHeld}
    >
      <div className={styles.standing}>
        {name && <strong>{name}</strong>}
        <Standing view={view} />
        {isAdministrator && (
          <Button size="small" onClick={() => setAsking(true)} data-testid="reporting-hold">
            {isHeld ? m.deliveries_resume() : m.deliveries_pause()}
          </Button>
        )}
      </div>
      <dl className={styles.figures}>
        <Figure name={m.deliveries_waiting()} to={listOf({ park, state: "open" })} testId="waiting">
          {view.waiting}
        </Figure>
        <Figure
          name={m.deliveries_parked()}
          to={listOf({ park, state: "parked" })}
          tone={view.parked > 0 ? "warn" : undefined}
          testId="parked"
        >
          {view.parked}
        </Figure>
        <Figure
          name={m.deliveries_oldest()}
          to={oldest === null ? undefined : listOf({ park, first: today(oldest), last: today(oldest) })}
          note={oldest !== null && <Ago at={oldest} />}
        >
          {oldest === null ? "—" : <Time at={oldest} />}
        </Figure>
        <Figure
          name={m.deliveries_speed()}
          to={listOf({ park, first: today(), last: today(), state: "delivered" })}
        >
          {m.deliveries_per_minute({ count: Math.round(view.per_minute * 10) / 10 })}
        </Figure>
        <Figure
          name={m.deliveries_done_at()}
          note={view.going > 0 && m.deliveries_going({ count: view.going })}
        >
          {view.done_at !== null ? (
            <Time at={view.done_at} />
          ) : view.going > 0 ? (
            m.deliveries_done_unknown()
          ) : view.waiting > 0 ? (
            m.deliveries_done_person()
          ) : (
            m.deliveries_done_none()
          )}
        </Figure>
        <Figure
          name={m.deliveries_heartbeat()}
          tone={view.heartbeat_error === null ? undefined : "bad"}
          note={
            view.heartbeat_error !== null && <SafeText text={view.heartbeat_error} length={LONGEST_WORDS} />
          }
        >
          {view.heartbeat_ok_at === null ? m.deliveries_never() : <Ago at={view.heartbeat_ok_at} />}
        </Figure>
        <Figure
          name={m.deliveries_drift()}
          tone={drift !== null && Math.abs(drift) > MOST_DRIFT_MS ? "bad" : undefined}
          note={drift !== null && Math.abs(drift) > MOST_DRIFT_MS && m.deliveries_drift_much()}
        >
          {drift === null ? "—" : m.deliveries_seconds({ seconds: (drift / 1000).toFixed(1) })}
        </Figure>
      </dl>
      {asking && (
        <ReportingDialog
          parkingId={park}
          name={name}
          waiting={view.waiting}
          hold={!isHeld}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

/** Whether it reports, in words, since when and by whom. */
function Standing({ view }: { view: ReportingView }) {
  if (view.held_since !== null) {
    return (
      <StatusWord tone="warn">
        {m.deliveries_held_by({ name: shortened(view.held_by ?? "—", 16) })} <Time at={view.held_since} />
      </StatusWord>
    );
  }
  if (view.paused !== null) {
    return (
      <StatusWord tone="bad">
        {reasonWords[view.paused].title()} {view.paused_since !== null && <Time at={view.paused_since} />}
      </StatusWord>
    );
  }
  return <StatusWord tone="ok">{m.deliveries_reporting()}</StatusWord>;
}

interface FigureProps {
  name: string;
  /** The rows behind it. */
  to?: string | undefined;
  note?: ReactNode;
  tone?: Extract<Tone, "warn" | "bad"> | undefined;
  children: ReactNode;
  testId?: string;
}

function Figure({ name, to, note, tone, children, testId }: FigureProps) {
  return (
    <div className={tone ? styles[tone] : undefined}>
      <dt>{name}</dt>
      <dd className={styles.figure}>
        {to ? (
          <Link to={to} data-testid={testId}>
            {children}
          </Link>
        ) : (
          children
        )}
      </dd>
      {note && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}
