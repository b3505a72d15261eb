import { ArrowUpOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type KeyboardEvent, useCallback, useRef, useState } from "react";
import { wordsFor } from "../../../api";
import type { PassageItem } from "../../../bindings/PassageItem";
import { EmptyState, FailureState, Keycap, LoadingState, useKeys } from "../../../components";
import { m } from "../../../messages/messages.js";
import { FeedRow } from "./FeedRow";
import styles from "./feed.module.css";
import { steady } from "./steady";
import { type Feed as FeedOf, useFeed } from "./useFeed";
import { useReading } from "./useReading";

interface FeedProps {
  onOpen: (passage: PassageItem, among: readonly PassageItem[]) => void;
}

/** All passages as they happen. While somebody reads it, nothing in it moves: new ones wait behind a button. */
export function Feed({ onOpen }: FeedProps) {
  const feed = useFeed();
  const list = useRef<HTMLDivElement>(null);
  const { reading, handlers, release } = useReading(list);
  const [readFrom, setReadFrom] = useState<number | null>(null);
  const newest = feed.kept.items[0]?.id;
  if (reading && readFrom === null && newest !== undefined) setReadFrom(newest);
  if (!reading && readFrom !== null) setReadFrom(null);
  const { shown, waiting } = steady(feed.kept, readFrom);

  const enter = () => (list.current?.querySelector('[tabindex="0"]') as HTMLElement | null)?.focus();
  const group = m.booth_keys_feed();
  useKeys([
    { keys: ["ArrowDown", "ArrowUp"], label: m.booth_key_feed(), group, run: enter },
    { keys: ["PageDown", "PageUp"], label: m.booth_key_feed(), group, hidden: true, run: enter },
  ]);

  return (
    <section className={styles.feed} aria-label={m.booth_feed()}>
      <header className={styles.head}>
        <h2>{m.booth_feed()}</h2>
        <span title={m.booth_feed_hint()}>
          <Keycap keys="ArrowDown" />
        </span>
      </header>
      {waiting > 0 && (
        <button type="button" className={styles.pill} onClick={release} data-testid="feed-new">
          <ArrowUpOutlined aria-hidden /> {m.booth_feed_new({ count: waiting })}
        </button>
      )}
      <div ref={list} className={styles.list} {...handlers} data-testid="feed" data-reading={reading}>
        <Rows feed={feed} shown={shown} onOpen={onOpen} />
      </div>
    </section>
  );
}

interface RowsProps extends FeedProps {
  feed: FeedOf;
  shown: readonly PassageItem[];
}

function Rows({ feed, shown, onOpen }: RowsProps) {
  const [current, setCurrent] = useState<number>();
  // A row is drawn anew only when its passage changed: what it calls must not change with the list.
  const among = useRef(shown);
  among.current = shown;
  const open = useCallback((passage: PassageItem) => onOpen(passage, among.current), [onOpen]);

  if (shown.length === 0) {
    if (feed.error) return <FailureState {...wordsFor(feed.error)} onRetry={feed.retry} />;
    if (feed.loading) return <LoadingState label={m.booth_feed_loading()} />;
    return <EmptyState title={m.booth_feed_empty()} hint={m.booth_feed_empty_hint()} />;
  }
  const entry = shown.some((passage) => passage.id === current) ? current : shown[0]?.id;
  return (
    <>
      <ul>
        {shown.map((passage) => (
          <FeedRow
            key={passage.id}
            passage={passage}
            entry={passage.id === entry}
            onOpen={open}
            onKeyDown={moveFocus}
            onFocus={setCurrent}
          />
        ))}
      </ul>
      <div className={styles.end}>
        {feed.olderError !== undefined && <FailureState {...wordsFor(feed.olderError)} inline />}
        {feed.kept.older ? (
          <Button onClick={() => void feed.readOlder()} data-testid="feed-older">
            {m.booth_feed_older()}
          </Button>
        ) : (
          <span>{m.booth_feed_end()}</span>
        )}
      </div>
    </>
  );
}

const A_PAGE = 8;
const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: A_PAGE,
  PageUp: -A_PAGE,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function moveFocus(event: KeyboardEvent<HTMLButtonElement>): void {
  if (event.key === "Escape") {
    event.preventDefault();
    event.currentTarget.blur();
    return;
  }
  const step = STEPS[event.key];
  if (step === undefined || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  const rows = [...(event.currentTarget.closest("ul")?.querySelectorAll("button") ?? [])];
  const at = rows.indexOf(event.currentTarget) + step;
  rows[Math.max(0, Math.min(at, rows.length - 1))]?.focus();
}
