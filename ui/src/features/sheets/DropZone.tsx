import { FileExcelOutlined } from "@ant-design/icons";
import { type DragEvent, useRef, useState } from "react";
import { shortened } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./sheets.module.css";

interface DropZoneProps {
  disabled: boolean;
  busy: boolean;
  /** The file that is being read. */
  name: string;
  onFile: (file: File) => void;
}

/** Drop a spreadsheet here, or choose one. */
export function DropZone({ disabled, busy, name, onFile }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const idle = disabled || busy;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !idle) onFile(file);
  };
  return (
    <>
      <button
        type="button"
        className={styles.zone}
        data-over={over}
        disabled={idle}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        data-testid="drop-zone"
      >
        <FileExcelOutlined aria-hidden />
        <strong>{busy ? m.sheets_reading({ name: shortened(name, 40) }) : m.sheets_drop()}</strong>
        <span>{m.sheets_limits()}</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".xlsx,.csv"
        aria-label={m.sheets_drop()}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file again, mended, must be heard of too.
          event.target.value = "";
          if (file) onFile(file);
        }}
        data-testid="import-file"
      />
    </>
  );
}
