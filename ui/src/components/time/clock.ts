import { useSyncExternalStore } from "react";

/** One timer for all clocks and ages on the screen, on the full second; none while nothing shows the time. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let second = Math.floor(Date.now() / 1000);

function tick(): void {
  second = Math.floor(Date.now() / 1000);
  for (const listener of listeners) listener();
  schedule();
}

function schedule(): void {
  timer = setTimeout(tick, 1000 - (Date.now() % 1000) + 5);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    second = Math.floor(Date.now() / 1000);
    schedule();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

/** Now, in milliseconds, drawn anew every `everyS` seconds. */
export function useNow(everyS = 1): number {
  const step = useSyncExternalStore(subscribe, () => Math.floor(second / everyS));
  return step * everyS * 1000;
}
