import { useSyncExternalStore } from "react";

const NORMAL_PX = 16;

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-print"] });
  return () => observer.disconnect();
}

function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || NORMAL_PX;
}

/** How many pixels a rem is; it grows with large print. */
export function useRem(): number {
  return useSyncExternalStore(subscribe, rem);
}
