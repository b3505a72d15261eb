import { useCallback, useState } from "react";
import { useRead, wordsFor } from "../../api";
import type { PassageItem } from "../../bindings/PassageItem";
import { EmptyState, FailureState, formatTime, LoadingState, part, useNow } from "../../components";
import { m } from "../../messages/messages.js";
import { AlertList } from "./alerts/AlertList";
import styles from "./booth.module.css";
import { Feed } from "./feed/Feed";
import { LaneGrid } from "./lanes/LaneGrid";

const PassageDialog = part(async () => (await import("./feed/PassageDialog")).PassageDialog);

interface BoothScreenProps {
  /** Shows everything known of a plate. */
  onPlate: (plate: string) => void;
  /** Puts the plate of a passage right. */
  onCorrect: (passage: PassageItem) => void;
  /** What the city has of a parking session. */
  onSession: (session: number) => void;
}

interface Looked {
  passage: PassageItem;
  among: readonly PassageItem[];
}

const NO_PASSAGES: readonly PassageItem[] = [];

/** The attendant's whole day on one screen: lanes, what waits for him, what passed. */
export function BoothScreen({ onPlate, onCorrect, onSession }: BoothScreenProps) {
  const [looked, setLooked] = useState<Looked>();
  const look = useCallback((passage: PassageItem, among = NO_PASSAGES) => setLooked({ passage, among }), []);
  const lookAtLane = useCallback((passage: PassageItem) => look(passage), [look]);
  const away = () => setLooked(undefined);
  return (
    <div className={styles.booth} data-testid="booth">
      <h1 className="visually-hidden">{m.booth_title()}</h1>
      <section className={styles.lanes} aria-label={m.booth_lanes()}>
        <Lanes onPassage={lookAtLane} onPlate={onPlate} onCorrect={onCorrect} />
      </section>
      <aside className={styles.aside}>
        <AlertList onPlate={onPlate} />
        <Feed onOpen={look} />
      </aside>
      {looked && (
        <PassageDialog
          passage={looked.passage}
          newer={neighbour(looked, -1)}
          older={neighbour(looked, 1)}
          onShow={(passage) => look(passage, looked.among)}
          onPlate={(plate) => {
            away();
            onPlate(plate);
          }}
          onCorrect={(passage) => {
            away();
            onCorrect(passage);
          }}
          onSession={(session) => {
            away();
            onSession(session);
          }}
          onClose={away}
        />
      )}
    </div>
  );
}

function neighbour({ passage, among }: Looked, step: number): PassageItem | undefined {
  const at = among.findIndex((one) => one.id === passage.id);
  return at < 0 ? undefined : among[at + step];
}

interface LanesProps extends Omit<BoothScreenProps, "onSession"> {
  onPassage: (passage: PassageItem) => void;
}

function Lanes(handlers: LanesProps) {
  const { data, error, isPending, dataUpdatedAt, refetch } = useRead("booth", null);
  if (isPending) return <LoadingState label={m.booth_loading()} />;
  if (!data) return <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />;
  return (
    <>
      {error && <Stale at={dataUpdatedAt} error={error} />}
      {data.lanes.length === 0 ? (
        <EmptyState title={m.booth_no_lanes()} hint={m.booth_no_lanes_hint()} />
      ) : (
        <LaneGrid lanes={data.lanes} readAt={dataUpdatedAt} {...handlers} />
      )}
    </>
  );
}

/** Reading failed, and what was read before stays: it is old, and says how old. */
function Stale({ at, error }: { at: number; error: Error }) {
  const now = useNow(60);
  const { what, severity } = wordsFor(error);
  return (
    <FailureState
      inline
      what={what}
      severity={severity}
      next={m.booth_stale({ time: formatTime(at, "smart", now) })}
    />
  );
}
