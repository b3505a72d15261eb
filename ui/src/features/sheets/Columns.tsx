import type { SheetColumn } from "../../bindings/SheetColumn";
import { StatusWord, shortened } from "../../components";
import { fieldWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./sheets.module.css";

const LONGEST_HEADING = 20;

/** Which columns were found, and which are left out. */
export function Columns({ columns }: { columns: readonly SheetColumn[] }) {
  const leftOut = columns.filter((column) => column.field === null && column.heading.trim() !== "");
  const taken = columns.filter((column) => column.field !== null);
  return (
    <div className={styles.columns}>
      <span className={styles.dim}>{m.sheets_columns()}</span>
      {taken.map(({ heading, field }) => (
        <span key={heading} className={styles.column}>
          {shortened(heading, LONGEST_HEADING)}
          {field && fieldWords[field]() !== heading && (
            <span className={styles.dim}> → {fieldWords[field]()}</span>
          )}
        </span>
      ))}
      {leftOut.length > 0 && (
        <StatusWord tone="warn" plain>
          {m.sheets_left_out({
            headings: leftOut.map((column) => shortened(column.heading, LONGEST_HEADING)).join(", "),
          })}
        </StatusWord>
      )}
    </div>
  );
}
