import { useCallback, useMemo, useRef, useState } from "react";
import type { BatchRows } from "../../bindings/BatchRows";
import type { VehicleFilter } from "../../bindings/VehicleFilter";
import type { VehicleItem } from "../../bindings/VehicleItem";
import { type RowSelection, visible } from "../../components";
import { m } from "../../messages/messages.js";

export function keyOf(row: { parking_id: string; plate: { text: string } }): string {
  return `${row.parking_id} ${row.plate.text}`;
}

interface Chosen {
  /** All that the filter leaves, and not only those that were seen. */
  all: boolean;
  rows: ReadonlyMap<string, VehicleItem>;
}

const nothing: Chosen = { all: false, rows: new Map() };

export interface Selection {
  count: number;
  all: boolean;
  forTable: RowSelection<VehicleItem>;
  /** What a batch is told. */
  batchRows: BatchRows;
  /** One that is chosen, for words. */
  first: VehicleItem | undefined;
  chooseAll: () => void;
  clear: () => void;
}

/** Which vehicles are chosen: some, or all that the filter leaves. */
export function useSelection(
  filter: VehicleFilter,
  total: number,
  rowAt: (index: number) => VehicleItem | undefined,
): Selection {
  const [chosen, setChosen] = useState(nothing);
  const [of, setOf] = useState(filter);
  const last = useRef(-1);
  // Another filter leaves others: "all" would mean what nobody saw.
  if (chosen.all && JSON.stringify(of) !== JSON.stringify(filter)) setChosen(nothing);

  const onToggle = useCallback(
    (row: VehicleItem, index: number, range: boolean) => {
      const from = range && last.current >= 0 ? Math.min(last.current, index) : index;
      const to = range && last.current >= 0 ? Math.max(last.current, index) : index;
      last.current = index;
      setChosen((now) => {
        const rows = new Map(now.all ? [] : now.rows);
        const add = !rows.has(keyOf(row));
        for (let at = from; at <= to; at += 1) {
          const one = rowAt(at);
          if (one && add) rows.set(keyOf(one), one);
          else if (one) rows.delete(keyOf(one));
        }
        return { all: false, rows };
      });
    },
    [rowAt],
  );
  const clear = useCallback(() => setChosen(nothing), []);
  const chooseAll = useCallback(() => {
    setOf(filter);
    setChosen({ all: true, rows: new Map() });
  }, [filter]);

  const count = chosen.all ? total : chosen.rows.size;
  const forTable = useMemo<RowSelection<VehicleItem>>(
    () => ({
      isSelected: (row) => chosen.all || chosen.rows.has(keyOf(row)),
      onToggle,
      all: count === 0 ? "none" : chosen.all || count === total ? "all" : "some",
      onToggleAll: () => (count === 0 ? chooseAll() : clear()),
      allLabel: m.vehicles_choose_all({ count: total }),
      rowLabel: (row) => m.vehicles_choose({ plate: visible(row.plate.text).slice(0, 20) }),
    }),
    [chosen, count, total, onToggle, chooseAll, clear],
  );
  return {
    count,
    all: chosen.all,
    forTable,
    batchRows: chosen.all
      ? { rows: "filtered", filter, expected: total }
      : {
          rows: "chosen",
          vehicles: [...chosen.rows.values()].map((row) => ({
            parking_id: row.parking_id,
            plate: row.plate.text,
          })),
        },
    first: [...chosen.rows.values()][0],
    chooseAll,
    clear,
  };
}
