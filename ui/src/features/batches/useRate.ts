import { useRef } from "react";
import type { BatchView } from "../../bindings/BatchView";

/** The rate of a moment says little, that of the whole batch forgets pauses. */
const OVER_MS = 15_000;

interface Sample {
  at: number;
  left: number;
}

/** How many rows a second a batch does now; undefined while that is not known. */
export function useRate(batch: BatchView): number | undefined {
  const samples = useRef<{ id: number; list: Sample[] }>({ id: batch.id, list: [] });
  if (samples.current.id !== batch.id || batch.state !== "running")
    samples.current = { id: batch.id, list: [] };
  const { list } = samples.current;
  const last = list.at(-1);
  if (batch.state === "running" && last?.left !== batch.left) {
    list.push({ at: performance.now(), left: batch.left });
    while (list.length > 2 && (list[0]?.at ?? 0) < performance.now() - OVER_MS) list.shift();
  }
  return rateOf(list);
}

export function rateOf(samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at <= first.at || last.left >= first.left) return undefined;
  return ((first.left - last.left) * 1000) / (last.at - first.at);
}
