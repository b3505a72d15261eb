import type { PassageItem } from "../../bindings/PassageItem";
import type { PassageMark } from "../../bindings/PassageMark";
import type { PassagesPage } from "../../bindings/PassagesPage";

/** What was read of a list of passages, the newest first. */
export interface Kept {
  rows: readonly PassageItem[];
  /** Where the next page begins; null at the end. */
  next: PassageMark | null;
}

export const nothingKept: Kept = { rows: [], next: null };

/** The newest page anew: new ones come before what is kept, changed ones in their place. */
export function absorb(kept: Kept, head: PassagesPage): Kept {
  const known = new Set(kept.rows.map((row) => row.id));
  // More came meanwhile than a page holds: what is kept would have a hole.
  if (!head.rows.some((row) => known.has(row.id))) return head;
  const fresh = new Set(head.rows.map((row) => row.id));
  const last = head.rows.at(-1);
  const rest = kept.rows.filter((row) => !fresh.has(row.id) && last !== undefined && isOlder(row, last));
  // The head's own end counts where nothing further back was read.
  return { rows: [...head.rows, ...rest], next: rest.length > 0 ? kept.next : head.next };
}

/** A page further back. */
export function extend(kept: Kept, page: PassagesPage): Kept {
  const known = new Set(kept.rows.map((row) => row.id));
  return { rows: [...kept.rows, ...page.rows.filter((row) => !known.has(row.id))], next: page.next };
}

function isOlder(row: PassageItem, than: PassageItem): boolean {
  return row.at < than.at || (row.at === than.at && row.id < than.id);
}
