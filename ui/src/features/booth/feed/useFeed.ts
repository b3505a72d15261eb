import { useCallback, useRef, useState } from "react";
import { call, useRead } from "../../../api";
import type { PassageItem } from "../../../bindings/PassageItem";
import { absorb, extend, type Kept, nothingKept } from "./steady";

const PAGE = 50;

export interface Feed {
  kept: Kept;
  error: Error | null;
  loading: boolean;
  retry: () => void;
  /** Reads further back; once at a time. */
  readOlder: () => Promise<void>;
  olderError: unknown;
}

/** The passages, the newest first: kept up by events, read further back on demand. */
export function useFeed(): Feed {
  const newest = useRead("feed", { limit: PAGE });
  const [taken, setTaken] = useState<readonly PassageItem[]>();
  const [kept, setKept] = useState<Kept>(nothingKept);
  const [olderError, setOlderError] = useState<unknown>();
  const asking = useRef(false);
  if (newest.data && newest.data !== taken) {
    setTaken(newest.data);
    setKept(absorb(kept, newest.data, PAGE));
  }

  const last = kept.items.at(-1)?.id;
  const older = kept.older;
  const readOlder = useCallback(async () => {
    if (asking.current || last === undefined || !older) return;
    asking.current = true;
    try {
      const page = await call("feed", { before: last, limit: PAGE });
      setKept((now) => extend(now, page, PAGE));
      setOlderError(undefined);
    } catch (error) {
      setOlderError(error);
    } finally {
      asking.current = false;
    }
  }, [last, older]);

  return {
    kept,
    error: newest.error,
    loading: newest.isPending,
    retry: () => void newest.refetch(),
    readOlder,
    olderError,
  };
}
