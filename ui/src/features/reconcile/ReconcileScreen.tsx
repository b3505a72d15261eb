import { useCallback, useState } from "react";
import { useRead, wordsFor } from "../../api";
import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import { Chips, FailureState, LoadingState, Page, StatusWord, useAddress } from "../../components";
import { CarParkFilter, ReportingNav, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { Arrivals } from "./Arrivals";
import { Differences } from "./Differences";
import { Ghosts } from "./Ghosts";
import { TOPICS, type Topic, topicOf, topicWords, under } from "./kinds";
import { Photos } from "./Photos";
import styles from "./reconcile.module.css";
import { StockTake } from "./StockTake";
import { missingPhotos, useReasons } from "./useReasons";

export interface ReconcileScreenProps {
  onSession: (session: number) => void;
}

const NONE: readonly DiscrepancyItem[] = [];
const NOBODY: ReadonlySet<number> = new Set();

/** In what the list of vehicles inside, the sessions and the photos differ, and what people make of it. */
export function ReconcileScreen({ onSession }: ReconcileScreenProps) {
  const [address, change] = useAddress();
  const parks = useCarParks();
  const park = address.park ?? "";
  const topic = topicOf(address.show);
  const { data, error, refetch } = useRead("discrepancies", park ? { parking_id: park } : {}, {
    keepPrevious: true,
  });
  const reasons = useReasons(park);
  // What was put right is not offered again until the differences were read anew; then they are without it.
  const [settling, setSettling] = useState({ of: data, sessions: NOBODY });
  const settled = settling.of === data ? settling.sessions : NOBODY;
  const settle = useCallback(
    (sessions: readonly number[]) =>
      setSettling((now) => ({
        of: data,
        sessions: new Set([...(now.of === data ? now.sessions : NOBODY), ...sessions]),
      })),
    [data],
  );
  const all = data ?? NONE;
  const counts: Record<Topic, number | undefined> = {
    ghosts: data && under("ghosts", all, settled).length,
    unseen: data && under("unseen", all, settled).length,
    times: data && under("times", all, settled).length,
    counts: data && under("counts", all, settled).length,
    arrivals: reasons.awaiting,
    stock: undefined,
    photos: reasons.groups && missingPhotos(reasons.groups).reduce((sum, group) => sum + group.count, 0),
  };
  const shown = under(topic, all, settled);
  const needsList = topic !== "arrivals" && topic !== "photos" && topic !== "stock";
  return (
    <Page
      title={m.reconcile_title()}
      testId="reconcile"
      tools={
        <>
          <ReportingNav here="reconcile" park={park} />
          <CarParkFilter parks={parks} value={park} onChange={(id) => change({ park: id })} />
          <StatusWord tone="info" plain>
            {m.reconcile_bookkeeping()}
          </StatusWord>
        </>
      }
      below={
        <Chips<Topic>
          label={m.reconcile_what()}
          value={topic}
          onChange={(show) => change({ show })}
          options={TOPICS.map((one) => ({
            value: one,
            label: topicWords[one].title(),
            count: counts[one],
          }))}
        />
      }
    >
      <p className={styles.means}>{topicWords[topic].means()}</p>
      {needsList && error && (
        <FailureState {...wordsFor(error)} inline={data !== undefined} onRetry={() => void refetch()} />
      )}
      {topic === "arrivals" ? (
        <Arrivals park={park} settled={settled} onSettled={settle} onSession={onSession} />
      ) : topic === "photos" ? (
        <Photos reasons={reasons} />
      ) : topic === "stock" ? (
        <StockTake park={park} onSession={onSession} />
      ) : !data ? (
        !error && <LoadingState />
      ) : topic === "ghosts" ? (
        <Ghosts key={park} items={shown} onSettled={settle} onSession={onSession} />
      ) : (
        <Differences items={shown} topic={topic} onSettled={settle} onSession={onSession} />
      )}
    </Page>
  );
}
