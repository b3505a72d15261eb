import { Button } from "antd";
import { useState } from "react";
import { useRead, useWrite, wordsFor } from "../../api";
import type { RehearsalView } from "../../bindings/RehearsalView";
import {
  addDays,
  DayField,
  EmptyState,
  FailureState,
  LoadingState,
  Page,
  parseDay,
  startOf,
  today,
  useAddress,
  useNow,
} from "../../components";
import { CarParkField, carParkName, ReportingNav, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { Groups } from "./Groups";
import { Progress } from "./Progress";
import styles from "./rehearsal.module.css";

/** The buttons' days move on once an hour. */
const STEP_S = 3600;

/** Before going live: a day of real passages is told to a strict city inside of the program. */
export function RehearsalScreen() {
  const [address, change] = useAddress();
  const parks = useCarParks();
  const now = useNow(STEP_S);
  const yesterday = addDays(today(now), -1);
  const [written, setWritten] = useState(yesterday);
  const park = parks.find((one) => one.parking_id === address.park) ?? parks[0];
  const { data, error, refetch } = useRead("rehearsal", null);
  const start = useWrite("start_rehearsal");
  const stop = useWrite("stop_rehearsal");
  const day = parseDay(written);
  const isRunning = data?.state === "running";
  const isFuture = day !== undefined && startOf(day) > now;
  return (
    <Page
      title={m.rehearsal_title()}
      testId="rehearsal"
      tools={<ReportingNav here="rehearsal" park={address.park ?? ""} />}
    >
      <div className={styles.scroll}>
        <p className={styles.means}>{m.rehearsal_means()}</p>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (park && day && !isFuture && !isRunning) start.mutate({ parking_id: park.parking_id, day });
          }}
        >
          <CarParkField
            parks={parks}
            value={park?.parking_id ?? ""}
            onChange={(id) => change({ park: id })}
            disabled={isRunning}
          />
          <DayField
            label={m.rehearsal_day()}
            value={written}
            onChange={setWritten}
            error={isFuture ? m.rehearsal_day_future() : undefined}
            usual={[
              { label: m.rehearsal_yesterday(), day: yesterday },
              { label: m.rehearsal_today(), day: today(now) },
            ]}
            disabled={isRunning}
            testId="rehearsal-day"
          />
          <span className={styles.buttons}>
            {isRunning ? (
              <Button onClick={() => stop.mutate(null)} loading={stop.isPending} data-testid="rehearsal-stop">
                {m.rehearsal_stop()}
              </Button>
            ) : (
              <Button
                type="primary"
                htmlType="submit"
                loading={start.isPending}
                disabled={!park || !day || isFuture}
                data-testid="rehearsal-start"
              >
                {m.rehearsal_start()}
              </Button>
            )}
          </span>
        </form>
        {start.error && <FailureState {...wordsFor(start.error)} inline />}
        {stop.error && <FailureState {...wordsFor(stop.error)} inline />}
        {error && (
          <FailureState {...wordsFor(error)} inline={data !== undefined} onRetry={() => void refetch()} />
        )}
        {data ? (
          <Told view={data} name={carParkName(parks, data.parking_id)} />
        ) : data === null ? (
          <EmptyState title={m.rehearsal_none()} hint={m.rehearsal_none_hint()} />
        ) : (
          !error && <LoadingState />
        )}
      </div>
    </Page>
  );
}

function Told({ view, name }: { view: RehearsalView; name: string }) {
  return (
    <section className={styles.told} aria-label={m.rehearsal_result()} data-testid="rehearsal-view">
      <Progress view={view} name={name} />
      {!view.configured && <p className={styles.note}>{m.rehearsal_not_configured()}</p>}
      {view.groups.length > 0 ? (
        <Groups groups={view.groups} />
      ) : view.state === "done" && view.sessions === 0 ? (
        <EmptyState title={m.rehearsal_no_passages()} hint={m.rehearsal_no_passages_hint()} />
      ) : (
        view.state === "done" && <EmptyState title={m.rehearsal_clean()} hint={m.rehearsal_clean_hint()} />
      )}
    </section>
  );
}
