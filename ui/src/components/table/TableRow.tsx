import { memo } from "react";
import styles from "./table.module.css";
import type { Column, RowSelection } from "./types";

interface TableRowProps<Row> {
  id: string;
  index: number;
  top: number;
  height: number;
  row: Row | undefined;
  columns: readonly Column<Row>[];
  active: boolean;
  selected: boolean;
  selection: RowSelection<Row> | undefined;
  keyOf: (row: Row) => string;
  onActive: (index: number) => void;
  onOpen: ((row: Row) => void) | undefined;
}

function Drawn<Row>(props: TableRowProps<Row>) {
  const { id, index, top, height, row, columns, active, selected, selection, onOpen } = props;
  const open = () => {
    props.onActive(index);
    if (row !== undefined && !window.getSelection()?.toString()) onOpen?.(row);
  };
  return (
    <div
      role="row"
      id={id}
      className={`${styles.row} ${active ? styles.active : ""} ${selected ? styles.selected : ""} ${onOpen ? styles.opens : ""}`}
      style={{ height, transform: `translateY(${top}px)` }}
      aria-rowindex={index + 2}
      aria-selected={selection ? selected : undefined}
      onClick={open}
      data-testid="table-row"
      data-row={row === undefined ? undefined : props.keyOf(row)}
    >
      {selection && (
        <span role="gridcell" className={styles.box} onClick={(event) => event.stopPropagation()}>
          {row !== undefined && (
            <input
              type="checkbox"
              tabIndex={-1}
              checked={selected}
              aria-label={selection.rowLabel(row)}
              onChange={(event) => {
                const shift = (event.nativeEvent as Partial<MouseEvent>).shiftKey ?? false;
                selection.onToggle(row, index, shift);
              }}
            />
          )}
        </span>
      )}
      {columns.map((column) => (
        <span key={column.id} role="gridcell" className={column.end ? styles.end : ""}>
          {row === undefined ? <i className={styles.awaited} /> : column.cell(row)}
        </span>
      ))}
    </div>
  );
}

/** A row; drawn anew only where something of it changed. */
export const TableRow = memo(Drawn) as typeof Drawn;
