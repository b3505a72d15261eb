import { useEffect } from "react";
import { fetchParts } from "../../components";

/** WebKitGTK does not tell when it is idle; a pause lets it draw and take keys in between. */
const PAUSE_MS = 60;
const AT_LATEST_MS = 2_000;

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window)
      window.requestIdleCallback(() => resolve(), { timeout: AT_LATEST_MS });
    else setTimeout(resolve, PAUSE_MS);
  });
}

/** Fetches what the first drawing did without, so that no key waits for it. */
export function useIdleParts(): void {
  useEffect(() => void fetchParts(idle), []);
}
