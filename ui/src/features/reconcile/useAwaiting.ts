import { useEffect, useState } from "react";
import { call, useRead } from "../../api";
import type { DeliveryFilter } from "../../bindings/DeliveryFilter";
import type { DeliveryItem } from "../../bindings/DeliveryItem";

export interface Awaiting {
  rows: readonly DeliveryItem[];
  ready: boolean;
  error: unknown;
  retry: () => void;
}

const PAGE = 500;
/** Nobody reviews more at a time; the rest comes when these are decided. */
const MOST = 1_000;

function filterOf(park: string): DeliveryFilter {
  return {
    reason: "awaits_arrival",
    kind: "departure",
    text: "",
    ...(park ? { parking_id: park } : {}),
  };
}

/** Departures whose arrival nobody saw and nobody has named yet, the newest first. */
export function useAwaiting(park: string): Awaiting {
  const head = useRead("deliveries", { filter: filterOf(park), limit: PAGE });
  const [read, setRead] = useState<{ park: string; rows: readonly DeliveryItem[] }>();
  const [error, setError] = useState<unknown>();
  const { data, dataUpdatedAt: readAt } = head;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reading counts.
  useEffect(() => {
    if (!data) return;
    let isOver = false;
    const readOn = async () => {
      let { rows, next } = data;
      // A page may be empty and still say where to go on.
      while (next !== null && rows.length < MOST && !isOver) {
        const more = await call("deliveries", { filter: filterOf(park), before: next, limit: PAGE });
        rows = [...rows, ...more.rows];
        next = more.next;
      }
      if (isOver) return;
      setRead({ park, rows });
      setError(undefined);
    };
    readOn().catch((failure: unknown) => !isOver && setError(failure));
    return () => {
      isOver = true;
    };
  }, [data, readAt, park]);
  const isOfPark = read?.park === park;
  return {
    rows: isOfPark ? read.rows : [],
    ready: isOfPark,
    error: head.error ?? error,
    retry: () => void head.refetch(),
  };
}
