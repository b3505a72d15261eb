import { useEffect, useState } from "react";

/** Whole seconds left until then; 0 when it is over. Draws anew with each second, and not at all when nothing counts. */
export function useCountdown(until: number): number {
  const [, setTick] = useState(0);
  const left = Math.max(0, until - Date.now());
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setTick((tick) => tick + 1), left % 1000 || 1000);
    return () => clearTimeout(timer);
  });
  return Math.ceil(left / 1000);
}
