import type { DeliveriesPage } from "../../bindings/DeliveriesPage";
import type { DeliveryItem } from "../../bindings/DeliveryItem";
import type { DeliveryMark } from "../../bindings/DeliveryMark";

/** What was read of a list, the newest passage first. */
export interface Kept {
  rows: readonly DeliveryItem[];
  /** Where the next page begins; null at the end. */
  next: DeliveryMark | null;
}

/** So many rows come first. */
export const PAGE = 100;
/** And so many at a time further back. */
export const MORE = 500;

/** Rows this far beyond the screen are kept up with what changes. */
export const AHEAD = 60;

/**
 * The list anew after something changed: a delivery keeps its place and not its state, so every page that was read is
 * read again, down to `reach` (null: to the end). Deeper rows come back when somebody scrolls there.
 */
export async function reread(
  head: DeliveriesPage,
  reach: DeliveryMark | null,
  read: (before: DeliveryMark) => Promise<DeliveriesPage>,
): Promise<Kept> {
  let kept: Kept = head;
  while (kept.next !== null && (reach === null || isOlder(reach, kept.next))) {
    kept = extend(kept, await read(kept.next));
  }
  return kept;
}

/** A page further back; it may hold no rows and still say where to go on. */
export function extend(kept: Kept, page: DeliveriesPage): Kept {
  const known = new Set(kept.rows.map((row) => row.id));
  return { rows: [...kept.rows, ...page.rows.filter((row) => !known.has(row.id))], next: page.next };
}

/** Down to where the list is kept up, if the screen shows rows up to `seen`. */
export function reachOf(kept: Kept, seen: number): DeliveryMark | null {
  const row = kept.rows[seen + AHEAD];
  return row ? { at: row.at, id: row.id } : kept.next;
}

function isOlder(one: DeliveryMark, than: DeliveryMark): boolean {
  return one.at < than.at || (one.at === than.at && one.id < than.id);
}
