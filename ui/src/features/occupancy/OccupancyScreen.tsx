import { lazy, Suspense } from "react";
import { useRead, wordsFor } from "../../api";
import type { OccupancyPoint } from "../../bindings/OccupancyPoint";
import type { OccupancyView } from "../../bindings/OccupancyView";
import {
  Ago,
  Chips,
  EmptyState,
  FailureState,
  formatMoment,
  LoadingState,
  Page,
  startOf,
  today,
  useAddress,
  useNow,
} from "../../components";
import { useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./occupancy.module.css";

const Curve = lazy(async () => ({ default: (await import("./Curve")).Curve }));

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The stretch's end moves on in steps, so that the same question is asked again and its answer kept. */
const STEP_S = 300;

const RANGES = ["today", "day", "week", "month"] as const;
type Range = (typeof RANGES)[number];

function stretch(range: Range, now: number): { from: number; until: number } {
  const until = now + STEP_S * 1000;
  switch (range) {
    case "today":
      return { from: startOf(today(now)), until };
    case "day":
      return { from: until - DAY_MS, until };
    case "week":
      return { from: until - 7 * DAY_MS, until };
    case "month":
      return { from: until - 30 * DAY_MS, until };
  }
}

/** How full it is now, large, and how full it was. */
export function OccupancyScreen() {
  const parks = useCarParks();
  const [address, change] = useAddress();
  const range = RANGES.find((one) => one === address.range) ?? "today";
  const park = parks.find((one) => one.parking_id === address.park) ?? parks[0];
  const now = useNow(STEP_S);
  const { data, error, refetch, isPending } = useRead(
    "occupancy",
    { parking_id: park?.parking_id ?? "", ...stretch(range, now) },
    { enabled: park !== undefined, keepPrevious: true },
  );
  return (
    <Page
      title={m.occupancy_title()}
      testId="occupancy"
      tools={
        <>
          {parks.length > 1 && (
            <Chips<string>
              label={m.domain_car_park()}
              value={park?.parking_id ?? ""}
              onChange={(id) => change({ park: id })}
              options={parks.map((one) => ({ value: one.parking_id, label: one.name.slice(0, 16) }))}
            />
          )}
          <Chips<Range>
            label={m.occupancy_range()}
            value={range}
            onChange={(next) => change({ range: next === "today" ? "" : next })}
            options={[
              { value: "today", label: m.occupancy_today() },
              { value: "day", label: m.occupancy_day() },
              { value: "week", label: m.occupancy_week() },
              { value: "month", label: m.occupancy_month() },
            ]}
          />
        </>
      }
    >
      {data ? (
        <>
          {error && <FailureState {...wordsFor(error)} inline onRetry={() => void refetch()} />}
          <Now view={data} />
          <section className={styles.curve} aria-label={m.occupancy_curve()}>
            {data.points.length < 2 ? (
              <EmptyState title={m.occupancy_no_curve()} hint={m.occupancy_no_curve_hint()} />
            ) : (
              <Suspense fallback={<LoadingState />}>
                <Curve points={data.points} />
              </Suspense>
            )}
          </section>
          <Peak points={data.points} />
        </>
      ) : error ? (
        <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />
      ) : isPending ? (
        <LoadingState />
      ) : null}
    </Page>
  );
}

function Now({ view: { now } }: { view: OccupancyView }) {
  if (!now) return <EmptyState title={m.occupancy_unknown()} hint={m.occupancy_unknown_hint()} />;
  const free = now.total !== null && now.used !== null ? Math.max(0, now.total - now.used) : null;
  const share = now.total && now.used !== null ? Math.round((now.used / now.total) * 100) : null;
  return (
    <div className={styles.now} data-testid="occupancy-now">
      <Figure
        name={m.occupancy_free()}
        value={free}
        large
        tone={free === 0 ? "full" : undefined}
        of={now.total === null ? undefined : m.occupancy_of({ total: now.total })}
      />
      <Figure
        name={m.occupancy_used()}
        value={now.used}
        of={share === null ? undefined : m.occupancy_share({ share })}
      />
      <Figure
        name={m.occupancy_staff()}
        value={now.staff_used}
        of={now.staff_total === null ? undefined : m.occupancy_of({ total: now.staff_total })}
      />
      <Figure name={m.occupancy_visitors()} value={now.visitors_used} />
      <Figure name={m.occupancy_temporary()} value={now.temporary} />
      <span className={styles.age}>
        {m.occupancy_age()} <Ago at={now.at} />
      </span>
    </div>
  );
}

interface FigureProps {
  name: string;
  value: number | null;
  of?: string | undefined;
  large?: boolean;
  tone?: "full" | undefined;
}

function Figure({ name, value, of, large = false, tone }: FigureProps) {
  return (
    <div className={`${styles.figure} ${large ? styles.large : ""} ${tone ? styles[tone] : ""}`}>
      <span>{name}</span>
      <b>{value ?? "—"}</b>
      <small>{of ?? ""}</small>
    </div>
  );
}

/** The curve's highest and lowest in words, for who does not see it. */
function Peak({ points }: { points: readonly OccupancyPoint[] }) {
  const known = points.filter((point) => point.used !== null);
  const first = known[0];
  if (!first) return null;
  const by = (better: (a: number, b: number) => boolean) =>
    known.reduce((best, point) => (better(point.used ?? 0, best.used ?? 0) ? point : best), first);
  const most = by((a, b) => a > b);
  const least = by((a, b) => a < b);
  return (
    <p className={styles.peak}>
      {m.occupancy_peak({
        most: most.used ?? 0,
        most_at: formatMoment(most.at),
        least: least.used ?? 0,
        least_at: formatMoment(least.at),
      })}
    </p>
  );
}
