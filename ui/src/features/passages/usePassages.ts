import { useCallback, useRef, useState } from "react";
import { call, useRead } from "../../api";
import type { PassageFilter } from "../../bindings/PassageFilter";
import type { PassagesPage } from "../../bindings/PassagesPage";
import { absorb, extend, type Kept, nothingKept, PAGE } from "./keep";

interface State {
  /** Whose rows these are. */
  key: string;
  head: PassagesPage | undefined;
  kept: Kept;
}

export interface Passages {
  kept: Kept;
  /** Something was read for some filter. */
  ready: boolean;
  /** What is shown answers another filter than the last one asked. */
  old: boolean;
  key: string;
  error: Error | null;
  retry: () => void;
  /** Reads further back, once at a time. */
  readOlder: () => void;
  olderError: unknown;
}

/** Passages under a filter: the newest page is kept up by events, pages further back are read on demand. */
export function usePassages(filter: PassageFilter): Passages {
  const key = JSON.stringify(filter);
  const head = useRead("passages", { filter, limit: PAGE }, { keepPrevious: true });
  const [state, setState] = useState<State>({ key, head: undefined, kept: nothingKept });
  const [olderError, setOlderError] = useState<unknown>();
  const asking = useRef("");
  const fresh = head.isPlaceholderData ? undefined : head.data;
  if (fresh && (state.head !== fresh || state.key !== key)) {
    const kept = state.key === key && state.head ? absorb(state.kept, fresh) : fresh;
    setState({ key, head: fresh, kept });
  }

  const { next } = state.kept;
  const shown = state.key;
  const readOlder = useCallback(async () => {
    const mark = JSON.stringify([shown, next]);
    if (next === null || asking.current === mark) return;
    asking.current = mark;
    try {
      const page = await call("passages", {
        filter: JSON.parse(shown) as PassageFilter,
        before: next,
        limit: PAGE,
      });
      setState((now) => (now.key === shown ? { ...now, kept: extend(now.kept, page) } : now));
      setOlderError(undefined);
    } catch (error) {
      asking.current = "";
      setOlderError(error);
    }
  }, [shown, next]);

  return {
    kept: state.kept,
    ready: state.head !== undefined,
    old: head.isPlaceholderData,
    key: shown,
    error: head.error,
    retry: () => void head.refetch(),
    readOlder: () => void readOlder(),
    olderError,
  };
}
