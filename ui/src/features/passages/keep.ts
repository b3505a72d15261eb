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

/** So many rows are asked for at a time. One that brings fewer, and says where to go on, searched back to there. */
export const PAGE = 100;

/** The newest page anew: new ones come before what is kept, changed ones in their place. */
export function absorb(kept: Kept, head: PassagesPage): Kept {
  const known = new Set(kept.rows.map((row) => row.id));
  const { next } = head;
  // A short page searched far back: what was searched beyond it is not searched again.
  const isBehind = next !== null && head.rows.length < PAGE && reaches(kept.next, next);
  // More came meanwhile than a page holds: what is kept would have a hole.
  if (!isBehind && !head.rows.some((row) => known.has(row.id))) return head;
  const fresh = new Set(head.rows.map((row) => row.id));
  const end = isBehind ? next : head.rows.at(-1);
  const rest = kept.rows.filter((row) => !fresh.has(row.id) && end && isOlder(row, end));
  // The head's own end counts where nothing further back was read.
  return { rows: [...head.rows, ...rest], next: isBehind || rest.length > 0 ? kept.next : next };
}

/** A page further back. */
export function extend(kept: Kept, page: PassagesPage): Kept {
  const known = new Set(kept.rows.map((row) => row.id));
  return { rows: [...kept.rows, ...page.rows.filter((row) => !known.has(row.id))], next: page.next };
}

/** Whether reading that goes on at the one mark has been at the other. */
function reaches(mark: PassageMark | null, other: PassageMark): boolean {
  return mark === null || isOlder(mark, other);
}

function isOlder(row: PassageMark, than: PassageMark): boolean {
  return row.at < than.at || (row.at === than.at && row.id < than.id);
}
