import { useCallback, useEffect, useRef, useState } from "react";
import { call, useRead } from "../../api";
import type { DeliveryFilter } from "../../bindings/DeliveryFilter";
import type { DeliveryMark } from "../../bindings/DeliveryMark";
import { extend, type Kept, MORE, PAGE, reachOf, reread } from "./pages";

interface State {
  /** Whose rows these are. */
  key: string;
  kept: Kept;
}

export interface Deliveries {
  kept: Kept;
  /** Something was read for some filter. */
  ready: boolean;
  /** What is shown answers another filter than the last one asked. */
  old: boolean;
  key: string;
  error: Error | null;
  retry: () => void;
  /** The last row on screen: reads further back where that is near the end. */
  see: (last: number) => void;
  olderError: unknown;
  readOlder: () => void;
}

const NOTHING: Kept = { rows: [], next: null };
/** So many rows before the end the next page is asked for. */
const PREFETCH = 30;

const read = (key: string, before: DeliveryMark) =>
  call("deliveries", { filter: JSON.parse(key) as DeliveryFilter, before, limit: MORE });

/** Deliveries under a filter: what is on screen is kept up with what changes, pages further back are read on demand. */
export function useDeliveries(filter: DeliveryFilter): Deliveries {
  const key = JSON.stringify(filter);
  const head = useRead("deliveries", { filter, limit: PAGE }, { keepPrevious: true });
  const [state, setState] = useState<State>();
  const [olderError, setOlderError] = useState<unknown>();
  const now = useRef<State>(undefined);
  const seen = useRef(0);
  const asking = useRef("");
  const put = useCallback((next: State) => {
    now.current = next;
    setState(next);
  }, []);

  const fresh = head.isPlaceholderData ? undefined : head.data;
  // A page that reads the same is the same object: what says that it was read again is its time.
  const readAt = head.dataUpdatedAt;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reading counts.
  useEffect(() => {
    if (!fresh) return;
    const shown = now.current;
    if (shown?.key !== key) {
      seen.current = 0;
      asking.current = "";
      put({ key, kept: fresh });
      return;
    }
    let isOver = false;
    reread(fresh, reachOf(shown.kept, seen.current), (before) => read(key, before)).then(
      (kept) => {
        if (isOver) return;
        asking.current = "";
        put({ key, kept });
        setOlderError(undefined);
      },
      (error: unknown) => !isOver && setOlderError(error),
    );
    return () => {
      isOver = true;
    };
  }, [fresh, readAt, key, put]);

  const readOlder = useCallback(async () => {
    const from = now.current;
    if (!from || from.kept.next === null) return;
    const mark = JSON.stringify([from.key, from.kept.next]);
    if (asking.current === mark) return;
    asking.current = mark;
    try {
      const page = await read(from.key, from.kept.next);
      const to = now.current;
      // Read anew meanwhile, or another filter: the page may not follow on.
      if (asking.current !== mark || to?.key !== from.key || to.kept.next !== from.kept.next) return;
      put({ key: to.key, kept: extend(to.kept, page) });
      setOlderError(undefined);
    } catch (error) {
      setOlderError(error);
    }
  }, [put]);
  const see = useCallback(
    (last: number) => {
      seen.current = last;
      const rows = now.current?.kept.rows.length ?? 0;
      if (last >= rows - PREFETCH) void readOlder();
    },
    [readOlder],
  );

  return {
    kept: state?.kept ?? NOTHING,
    ready: state !== undefined,
    old: head.isPlaceholderData || (state !== undefined && state.key !== key),
    key: state?.key ?? key,
    error: head.error,
    retry: () => void head.refetch(),
    see,
    olderError,
    readOlder: () => {
      asking.current = "";
      void readOlder();
    },
  };
}
