import { useCallback, useRef, useState } from "react";
import { call, useRead } from "../../api";
import type { AuditItem } from "../../bindings/AuditItem";
import type { AuditMark } from "../../bindings/AuditMark";
import type { AuditPage } from "../../bindings/AuditPage";
import type { AuditSearch } from "../../bindings/AuditSearch";

/** So many rows are asked for at a time. */
export const PAGE = 100;

interface State {
  /** Whose rows these are. */
  key: string;
  head: AuditPage | undefined;
  rows: readonly AuditItem[];
  next: AuditMark | null;
}

export interface AuditLog {
  rows: readonly AuditItem[];
  /** How far back was looked; null at the end. */
  next: AuditMark | null;
  /** Something was read for some search. */
  ready: boolean;
  /** What is shown answers another search than the last one asked. */
  old: boolean;
  key: string;
  error: Error | null;
  /** Reads the newest rows anew. */
  refresh: () => void;
  refreshing: boolean;
  /** Reads further back, once at a time. */
  readOlder: () => void;
  olderError: unknown;
}

/** The log under a search: rows never change, so what was read stays, and older pages are read on demand. */
export function useAuditLog(search: AuditSearch): AuditLog {
  const key = JSON.stringify(search);
  const head = useRead("audit", { search, limit: PAGE }, { keepPrevious: true });
  const [state, setState] = useState<State>({ key, head: undefined, rows: [], next: null });
  const [olderError, setOlderError] = useState<unknown>();
  const asking = useRef("");
  const fresh = head.isPlaceholderData ? undefined : head.data;
  if (fresh && (state.head !== fresh || state.key !== key)) {
    asking.current = "";
    setState({ key, head: fresh, rows: fresh.rows, next: fresh.next });
  }

  const { next, key: shown } = state;
  const readOlder = useCallback(async () => {
    const mark = JSON.stringify([shown, next]);
    if (next === null || asking.current === mark) return;
    asking.current = mark;
    try {
      const page = await call("audit", {
        search: JSON.parse(shown) as AuditSearch,
        before: next.id,
        limit: PAGE,
      });
      setState((now) =>
        now.key === shown && now.next?.id === next.id
          ? { ...now, rows: [...now.rows, ...page.rows], next: page.next }
          : now,
      );
      setOlderError(undefined);
    } catch (error) {
      asking.current = "";
      setOlderError(error);
    }
  }, [shown, next]);

  return {
    rows: state.rows,
    next,
    ready: state.head !== undefined,
    old: head.isPlaceholderData,
    key: shown,
    error: head.error,
    refresh: () => void head.refetch(),
    refreshing: head.isFetching,
    readOlder: () => void readOlder(),
    olderError,
  };
}
