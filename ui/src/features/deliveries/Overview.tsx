import { lazy, Suspense, useMemo } from "react";
import { Link, useNavigate } from "react-router";
import { useRead, wordsFor } from "../../api";
import type { DeliveriesOverview } from "../../bindings/DeliveriesOverview";
import { EmptyState, FailureState, LoadingState } from "../../components";
import { carParkName, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { DayTable } from "./DayTable";
import styles from "./deliveries.module.css";
import { type Address, daysOf, listOf, passagesOf } from "./filter";
import { ReportingCard } from "./ReportingCard";
import { byDay, linesOf, shareOf, sum } from "./tallies";
import { shareWords } from "./words";

const Bars = lazy(async () => ({ default: (await import("./Bars")).Bars }));
const Lines = lazy(async () => ({ default: (await import("./Lines")).Lines }));

/** Deliveries in numbers, each of which leads to its rows. */
export function Overview({ address }: { address: Address }) {
  const { first, last } = daysOf(address);
  const { data, error, refetch, isPlaceholderData } = useRead(
    "deliveries_overview",
    {
      ...(first ? { first_day: first } : {}),
      ...(last ? { last_day: last } : {}),
      ...(address.park ? { parking_id: address.park } : {}),
    },
    { keepPrevious: true },
  );
  const retry = () => void refetch();
  if (data) {
    return (
      <div
        className={`${styles.overview} ${isPlaceholderData ? styles.old : ""}`}
        aria-busy={isPlaceholderData}
        data-testid="deliveries-overview"
      >
        {error && <FailureState {...wordsFor(error)} inline onRetry={retry} />}
        <Numbers view={data} park={address.park || undefined} />
      </div>
    );
  }
  return error ? <FailureState {...wordsFor(error)} onRetry={retry} /> : <LoadingState />;
}

function Numbers({ view, park }: { view: DeliveriesOverview; park: string | undefined }) {
  const parks = useCarParks();
  const navigate = useNavigate();
  const { first_day: first, last_day: last } = view;
  const days = useMemo(() => byDay(view.days, first, last), [view.days, first, last]);
  const lines = useMemo(
    () =>
      linesOf(view.history, view.point_ms).map((line) => ({
        ...line,
        name: view.reporting.length > 1 ? carParkName(parks, line.parking_id) : "",
      })),
    [view.history, view.point_ms, view.reporting.length, parks],
  );
  if (view.reporting.length === 0) {
    return <EmptyState title={m.deliveries_no_city()} hint={m.deliveries_no_city_hint()} />;
  }
  const all = sum(view.days);
  const share = shareOf(all);
  return (
    <>
      {view.reporting.map((one) => (
        <ReportingCard
          key={one.parking_id}
          view={one}
          name={view.reporting.length > 1 ? carParkName(parks, one.parking_id) : undefined}
        />
      ))}
      <div className={styles.charts}>
        <section className={styles.chart} aria-labelledby="deliveries-bars">
          <h2 id="deliveries-bars">
            {m.deliveries_by_day()}
            <Link
              className={styles.link}
              to={listOf({ park, first, last, state: "delivered" })}
              data-testid="success"
            >
              {share === undefined
                ? m.deliveries_nothing_owed()
                : m.deliveries_share({
                    share: shareWords(share),
                    delivered: all.delivered,
                    owed: all.owed,
                  })}
            </Link>
          </h2>
          <Suspense fallback={<LoadingState />}>
            <Bars
              days={days}
              onPick={(day, state) => {
                const rows = { park, first: day, last: day };
                navigate(state === "passages" ? passagesOf(rows) : listOf({ ...rows, state }));
              }}
            />
          </Suspense>
        </section>
        <section className={styles.chart} aria-labelledby="deliveries-lines">
          <h2 id="deliveries-lines">{m.deliveries_city_lines()}</h2>
          {lines.length === 0 ? (
            <EmptyState title={m.deliveries_no_lines()} hint={m.deliveries_no_lines_hint()} />
          ) : (
            <Suspense fallback={<LoadingState />}>
              <Lines lines={lines} />
            </Suspense>
          )}
        </section>
      </div>
      <DayTable days={view.days} parks={parks} several={view.reporting.length > 1} />
    </>
  );
}
