import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { CommandName } from "../bindings/commands";
import { call, type Request, type Response } from "./call";
import { AccountContext } from "./context";

/** Rows of one reading: several screens, so that scrolling meets what is there. */
const PAGE = 100;
/** Pages that are far from the screen are forgotten after so long. */
const FORGOTTEN_AFTER_MS = 60_000;
/** While somebody drags the scroll bar, what flies past is not read. */
const SETTLE_MS = 60;

interface Windowed {
  total: number;
  rows: readonly unknown[];
}

/** Commands that answer a part of a long list. */
export type WindowedCommand = {
  [Name in CommandName]: Response<Name> extends Windowed ? Name : never;
}[CommandName];

export interface Windows<Name extends WindowedCommand> {
  /** So many rows there are. */
  total: number;
  /** The first part, with what it says of the whole list. */
  head: Response<Name> | undefined;
  rowAt: (index: number) => Response<Name>["rows"][number] | undefined;
  /** These rows are on screen: they are read, and some around them. */
  see: (first: number, last: number) => void;
  /** What is shown answers another question than the last one asked. */
  old: boolean;
  /** Another question has another key. */
  key: string;
  error: Error | null;
  /** The head was read then. */
  readAt: number;
  retry: () => void;
}

interface Span {
  from: number;
  to: number;
}

/**
 * A long list, read in parts as they come on screen. The rows of the question before stay until the first part of the
 * next is there.
 */
export function useWindows<Name extends WindowedCommand>(
  command: Name,
  /** All of the request but `offset` and `limit`. */
  filter: Omit<Request<Name>, "offset" | "limit">,
): Windows<Name> {
  const account = useContext(AccountContext);
  const asked = JSON.stringify(filter);
  const [shown, setShown] = useState(asked);
  const [span, setSpan] = useState<Span>({ from: 0, to: 0 });
  const read = (of: string, page: number) => {
    const payload = { ...JSON.parse(of), offset: page * PAGE, limit: PAGE } as Request<Name>;
    return {
      queryKey: [command, payload, account],
      queryFn: (): Promise<Response<Name>> => call(command, payload),
      gcTime: FORGOTTEN_AFTER_MS,
    };
  };
  const head = useQuery({ ...read(asked, 0), placeholderData: keepPreviousData as never });
  const old = head.isPlaceholderData;
  if (head.data && !old && shown !== asked) {
    setShown(asked);
    setSpan({ from: 0, to: 0 });
  }
  const total = (head.data as Windowed | undefined)?.total ?? 0;
  const lastPage = Math.max(0, Math.ceil(total / PAGE) - 1);
  const pages: number[] = [];
  for (let page = Math.max(1, span.from); page <= Math.min(span.to, lastPage); page += 1) pages.push(page);
  const parts = useQueries({ queries: pages.map((page) => read(shown, page)) });

  const byPage = new Map<number, readonly unknown[]>();
  if (head.data) byPage.set(0, (head.data as Windowed).rows);
  pages.forEach((page, at) => {
    const data = parts[at]?.data as Windowed | undefined;
    if (data) byPage.set(page, data.rows);
  });
  const latest = useRef(byPage);
  latest.current = byPage;
  // A new function only where a part came, so that rows are not drawn anew for nothing.
  const stamp = [head.dataUpdatedAt, ...parts.map((part) => part.dataUpdatedAt), ...pages].join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp stands for what `latest` holds.
  const rowAt = useCallback(
    (index: number) => latest.current.get(Math.floor(index / PAGE))?.[index % PAGE] as never,
    [stamp],
  );

  const see = useSettled(setSpan);
  return useMemo(
    () => ({
      total,
      head: head.data,
      rowAt,
      see,
      old,
      key: shown,
      error: head.error ?? parts.find((part) => part.error)?.error ?? null,
      readAt: head.dataUpdatedAt,
      retry: () => {
        void head.refetch();
        for (const part of parts) if (part.error) void part.refetch();
      },
    }),
    [total, head, rowAt, see, old, shown, parts],
  );
}

function useSettled(set: (change: (now: Span) => Span) => void): (first: number, last: number) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const changedAt = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (first: number, last: number) => {
      const half = PAGE / 2;
      const next = {
        from: Math.max(0, Math.floor((first - half) / PAGE)),
        to: Math.floor((last + half) / PAGE),
      };
      const apply = () => {
        changedAt.current = performance.now();
        set((now) => (now.from === next.from && now.to === next.to ? now : next));
      };
      clearTimeout(timer.current);
      const since = performance.now() - changedAt.current;
      if (since >= SETTLE_MS) apply();
      else timer.current = setTimeout(apply, SETTLE_MS - since);
    },
    [set],
  );
}
