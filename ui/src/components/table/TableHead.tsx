import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import styles from "./table.module.css";
import type { Column, RowSelection, TableSort } from "./types";

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[];
  sort: TableSort | undefined;
  onSort: ((by: string) => void) | undefined;
  selection: RowSelection<Row> | undefined;
}

/** The headings; those that sort are buttons. */
export function TableHead<Row>({ columns, sort, onSort, selection }: TableHeadProps<Row>) {
  return (
    <div role="rowgroup" className={styles.headGroup}>
      <div role="row" className={styles.head} aria-rowindex={1}>
        {selection && (
          <span role="columnheader" className={styles.box}>
            <input
              type="checkbox"
              checked={selection.all === "all"}
              ref={(box) => {
                if (box) box.indeterminate = selection.all === "some";
              }}
              onChange={selection.onToggleAll}
              aria-label={selection.allLabel}
            />
          </span>
        )}
        {columns.map((column) => {
          const isSorted = sort?.by === column.id;
          const order = !isSorted ? "none" : sort.descending ? "descending" : "ascending";
          return (
            <span
              key={column.id}
              role="columnheader"
              aria-sort={column.sortable ? order : undefined}
              className={column.end ? styles.end : ""}
            >
              {column.sortable && onSort ? (
                <button type="button" className={styles.sort} onClick={() => onSort(column.id)}>
                  {column.title}
                  {isSorted &&
                    (sort.descending ? <CaretDownOutlined aria-hidden /> : <CaretUpOutlined aria-hidden />)}
                </button>
              ) : (
                column.title
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}
