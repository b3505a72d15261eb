import { useEffect } from "react";
import { useStart, useWrite } from "../../api";

const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** Locks the screen after so long without input. The program counts too and refuses; this shows it. */
export function useIdleLock(): void {
  const { idle_lock_s } = useStart();
  const { mutate } = useWrite("lock");
  useEffect(() => {
    if (idle_lock_s === 0) return;
    const limit = idle_lock_s * 1000;
    let last = performance.now();
    let timer: ReturnType<typeof setTimeout>;
    // One timer that looks whether it is time, and not one anew for each move of the pointer.
    const look = () => {
      const left = limit - (performance.now() - last);
      if (left <= 0) mutate(null);
      else timer = setTimeout(look, left);
    };
    const alive = () => {
      last = performance.now();
    };
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, alive, { passive: true, capture: true });
    timer = setTimeout(look, limit);
    return () => {
      clearTimeout(timer);
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, alive, { capture: true });
    };
  }, [idle_lock_s, mutate]);
}
