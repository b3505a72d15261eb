import { useCallback, useMemo, useRef, useState } from "react";
import type { DeliveryItem } from "../../bindings/DeliveryItem";
import { type RowSelection, visible } from "../../components";
import { m } from "../../messages/messages.js";

export interface Selection {
  chosen: readonly DeliveryItem[];
  clear: () => void;
  forTable: RowSelection<DeliveryItem>;
}

const NOTHING: ReadonlySet<number> = new Set();

/** Which deliveries are chosen, as they are now. Another filter chooses anew. */
export function useSelection(key: string, rows: readonly DeliveryItem[]): Selection {
  const [ids, setIds] = useState(NOTHING);
  const [of, setOf] = useState(key);
  const last = useRef(-1);
  if (of !== key) {
    setOf(key);
    setIds(NOTHING);
  }

  const onToggle = useCallback(
    (row: DeliveryItem, index: number, range: boolean) => {
      const from = range && last.current >= 0 ? Math.min(last.current, index) : index;
      const to = range && last.current >= 0 ? Math.max(last.current, index) : index;
      last.current = index;
      setIds((now) => {
        const next = new Set(now);
        const isAdded = !next.has(row.id);
        for (const one of rows.slice(from, to + 1)) {
          if (isAdded) next.add(one.id);
          else next.delete(one.id);
        }
        return next;
      });
    },
    [rows],
  );
  const clear = useCallback(() => setIds(NOTHING), []);

  const chosen = useMemo(() => rows.filter((row) => ids.has(row.id)), [rows, ids]);
  const forTable = useMemo<RowSelection<DeliveryItem>>(
    () => ({
      isSelected: (row) => ids.has(row.id),
      onToggle,
      all: chosen.length === 0 ? "none" : chosen.length === rows.length ? "all" : "some",
      onToggleAll: () => setIds(chosen.length > 0 ? NOTHING : new Set(rows.map((row) => row.id))),
      allLabel: m.deliveries_choose_all({ count: rows.length }),
      rowLabel: (row) =>
        m.deliveries_choose({ plate: visible(row.plate.text).slice(0, 20) || "—", id: row.id }),
    }),
    [rows, ids, chosen, onToggle],
  );
  return { chosen, clear, forTable };
}
