import type { PassageItem } from "../../../bindings/PassageItem";

/** More than anybody scrolls through in a booth; the records screen has them all. */
const MOST_KEPT = 1_000;

/** The feed as it is known: the newest first. */
export interface Kept {
  items: readonly PassageItem[];
  /** There may be older ones. */
  older: boolean;
}

export const nothingKept: Kept = { items: [], older: true };

/**
 * Takes up a new reading of the newest passages. What stands in it replaces what was known, and what is older than all of
 * it stays, so that nothing that is being read goes away. Where the two do not meet, passages between them are not
 * known: the older part is given up rather than shown with a hole.
 */
export function absorb(kept: Kept, latest: readonly PassageItem[], limit: number): Kept {
  const oldest = latest.at(-1);
  if (!oldest) return { items: [], older: false };
  const meets = kept.items.some((item) => item.id >= oldest.id);
  if (latest.length < limit) return { items: latest, older: false };
  if (!meets) return { items: latest, older: true };
  const before = kept.items.filter((item) => item.id < oldest.id);
  const items = [...latest, ...before];
  return items.length > MOST_KEPT
    ? { items: items.slice(0, MOST_KEPT), older: true }
    : { items, older: kept.older };
}

/** Adds a page of older ones at the end. */
export function extend(kept: Kept, page: readonly PassageItem[], limit: number): Kept {
  const last = kept.items.at(-1);
  const new_ = last ? page.filter((item) => item.id < last.id) : page;
  return { items: [...kept.items, ...new_], older: page.length >= limit };
}

/**
 * What is shown while somebody reads: nothing comes in above what was at the top when he began. What stands below is
 * drawn as it is now.
 */
export function steady(
  kept: Kept,
  readFrom: number | null,
): { shown: readonly PassageItem[]; waiting: number } {
  if (readFrom === null) return { shown: kept.items, waiting: 0 };
  const shown = kept.items.filter((item) => item.id <= readFrom);
  return { shown, waiting: kept.items.length - shown.length };
}
