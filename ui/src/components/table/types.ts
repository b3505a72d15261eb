import type { ReactNode } from "react";

/** A column of a table. */
export interface Column<Row> {
  id: string;
  title: string;
  /** A track of CSS's grid, such as `9rem` or `minmax(6rem, 1fr)`. */
  width: string;
  /** Its heading sorts. */
  sortable?: boolean;
  end?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface TableSort {
  by: string;
  descending: boolean;
}

/** Which rows are chosen. */
export interface RowSelection<Row> {
  isSelected: (row: Row) => boolean;
  /** With `range` from the row that was chosen before. */
  onToggle: (row: Row, index: number, range: boolean) => void;
  /** How it is with all. */
  all: "none" | "some" | "all";
  onToggleAll: () => void;
  allLabel: string;
  rowLabel: (row: Row) => string;
}
