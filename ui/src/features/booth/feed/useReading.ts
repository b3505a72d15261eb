import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** A pointer that lies there and a focus that was left behind read nothing. */
const STILL_READING_MS = 20_000;
/** Nor does a list that was scrolled and then left. */
const LEFT_BEHIND_MS = 120_000;
/** A finger's tremble is no scrolling. */
const SCROLLED_PX = 8;

interface Reading {
  /** Somebody reads now: nothing may move. */
  reading: boolean;
  /** Put on the list that scrolls. */
  handlers: {
    onPointerMove: () => void;
    onPointerLeave: () => void;
    onKeyDown: () => void;
    onFocus: () => void;
    onBlur: () => void;
    onScroll: () => void;
  };
  /** Back to the top, and on with what came in. */
  release: () => void;
}

/** Whether somebody reads a list: he points at it, moves in it by keys, or has scrolled down. */
export function useReading(list: RefObject<HTMLElement | null>): Reading {
  const [engaged, setEngaged] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const disengage = useCallback(() => {
    clearTimeout(timer.current);
    setEngaged(false);
  }, []);
  const engage = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setEngaged(false), STILL_READING_MS);
    setEngaged(true);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);

  const onScroll = () => setScrolled((list.current?.scrollTop ?? 0) > SCROLLED_PX);
  const release = useCallback(() => {
    if (list.current) list.current.scrollTop = 0;
    setScrolled(false);
    disengage();
  }, [list, disengage]);
  useEffect(() => {
    if (!scrolled || engaged) return;
    const left = setTimeout(release, LEFT_BEHIND_MS);
    return () => clearTimeout(left);
  }, [scrolled, engaged, release]);
  return {
    reading: engaged || scrolled,
    handlers: {
      onPointerMove: engage,
      onPointerLeave: disengage,
      onKeyDown: engage,
      onFocus: engage,
      onBlur: disengage,
      onScroll,
    },
    release,
  };
}
