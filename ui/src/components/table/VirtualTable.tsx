import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { TableHead } from "./TableHead";
import { TableRow } from "./TableRow";
import styles from "./table.module.css";
import type { Column, RowSelection, TableSort } from "./types";
import { useRem } from "./useRem";

export interface VirtualTableProps<Row> {
  /** What it is a table of. */
  label: string;
  columns: readonly Column<Row>[];
  /** So many rows there are, read or not. */
  total: number;
  /** The row at this place; undefined while it is being read. */
  rowAt: (index: number) => Row | undefined;
  keyOf: (row: Row) => string;
  /** These rows are on screen now, the last one included. */
  onSee?: (first: number, last: number) => void;
  sort?: TableSort;
  onSort?: (by: string) => void;
  selection?: RowSelection<Row>;
  /** Enter or a click. */
  onOpen?: (row: Row) => void;
  /** Where it changes, the table begins at its top again. */
  startKey?: string;
  /** In rem. */
  rowHeight?: number;
  /** What is shown is old: the answer to what was typed last is awaited. */
  old?: boolean;
  /** Where there are no rows. */
  empty?: ReactNode;
  testId?: string;
}

/** Rows beyond the screen that are drawn, so that a scroll meets them. */
const OVERSCAN = 10;

/** A table of any length: only the rows on screen are drawn, and so none of them is a <tr>. One stop for Tab; arrows, Enter and Space inside. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { columns, total, rowAt, keyOf, selection, onOpen, onSee, startKey = "", rowHeight = 2.4 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const id = useId();
  const rem = useRem();
  const height = Math.round(rowHeight * rem);
  const headHeight = Math.round(2.25 * rem);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    scrollPaddingStart: headHeight,
    paddingStart: 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sizes are measured anew only where the row's changes.
  useEffect(() => {
    virtual.measure();
  }, [height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown is another list.
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setActive(-1);
  }, [startKey]);

  const shown = virtual.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    onSee?.(first, last);
  }, [first, last, onSee]);

  const tracks = useMemo(
    () => [...(selection ? ["2.4rem"] : []), ...columns.map((column) => column.width)].join(" "),
    [columns, selection],
  );

  const go = (index: number) => {
    const to = Math.max(0, Math.min(index, total - 1));
    setActive(to);
    virtual.scrollToIndex(to);
  };
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || total === 0) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 2);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: total - 1,
    };
    const to = steps[event.key];
    const row = active >= 0 ? rowAt(active) : undefined;
    if (to !== undefined) go(to);
    else if (event.key === "Enter" && row) onOpen?.(row);
    else if (event.key === " " && row) selection?.onToggle(row, active, event.shiftKey);
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.place}>
      <div
        ref={scroller}
        className={`${styles.scroller} ${props.old ? styles.old : ""}`}
        role="grid"
        aria-label={props.label}
        aria-rowcount={total + 1}
        aria-colcount={columns.length + (selection ? 1 : 0)}
        aria-multiselectable={selection ? true : undefined}
        aria-busy={props.old ?? false}
        aria-activedescendant={active >= 0 && active < total ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={press}
        data-testid={props.testId}
      >
        <div className={styles.inner} style={{ "--tracks": tracks } as CSSProperties}>
          <TableHead columns={columns} sort={props.sort} onSort={props.onSort} selection={selection} />
          <div
            className={styles.body}
            style={{ height: virtual.getTotalSize() }}
            role={total > 0 ? "rowgroup" : undefined}
          >
            {shown.map((item) => {
              const row = rowAt(item.index);
              return (
                <TableRow
                  key={item.key}
                  id={`${id}-${item.index}`}
                  index={item.index}
                  top={item.start}
                  height={height}
                  row={row}
                  columns={columns}
                  active={item.index === active}
                  selected={row !== undefined && (selection?.isSelected(row) ?? false)}
                  selection={selection}
                  keyOf={keyOf}
                  onActive={setActive}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
        </div>
      </div>
      {total === 0 && props.empty && <div className={styles.empty}>{props.empty}</div>}
    </div>
  );
}
