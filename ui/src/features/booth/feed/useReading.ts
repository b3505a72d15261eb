import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** A pointer that lies there and a focus that was left behind read nothing. */
const STILL_READING_MS = 20_000;
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
  const release = () => {
    if (list.current) list.current.scrollTop = 0;
    setScrolled(false);
    disengage();
  };
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
