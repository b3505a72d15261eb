import { useState } from "react";
import { type Words, wordsFor } from "../../../api";

/** One way on that takes several calls: what failed is said, and it can be tried again from the beginning. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Words>();
  const run = async (act: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await act();
    } catch (failure) {
      setError(wordsFor(failure));
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, error };
}
