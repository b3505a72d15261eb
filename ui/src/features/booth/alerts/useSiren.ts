import { useEffect, useRef } from "react";
import { useEvent } from "../../../api";
import { Siren } from "./siren";

const siren = new Siren();

/** Whether the siren should be heard now and is not. */
export function isHushed(): boolean {
  return siren.hushed;
}

/** Sounds while something presses; a chime for each other alert that is raised. */
export function useSiren(pressing: boolean, enabled: boolean): void {
  useEffect(() => {
    if (!pressing || !enabled) return;
    siren.start();
    return () => siren.stop();
  }, [pressing, enabled]);

  // The list arrives after the event: by then it is known whether the siren sounds anyway.
  const latest = useRef(enabled);
  latest.current = enabled;
  useEvent("alert_raised", () => {
    setTimeout(() => {
      if (latest.current) siren.chime();
    }, 500);
  });

  useEffect(() => {
    const unlock = () => siren.unlock();
    window.addEventListener("pointerdown", unlock);
    window.addEventListener("keydown", unlock);
    return () => {
      window.removeEventListener("pointerdown", unlock);
      window.removeEventListener("keydown", unlock);
    };
  }, []);
}
