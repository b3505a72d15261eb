import { FileExcelOutlined } from "@ant-design/icons";
import { shortened } from "../../components";
import { FileDrop } from "../../components/form/FileDrop";
import { m } from "../../messages/messages.js";

interface DropZoneProps {
  disabled: boolean;
  busy: boolean;
  /** The file that is being read. */
  name: string;
  onFile: (file: File) => void;
}

/** Drop a spreadsheet here, or choose one. */
export function DropZone({ disabled, busy, name, onFile }: DropZoneProps) {
  return (
    <FileDrop
      icon={<FileExcelOutlined aria-hidden />}
      title={busy ? m.sheets_reading({ name: shortened(name, 40) }) : m.sheets_drop()}
      note={m.sheets_limits()}
      accept=".xlsx,.csv"
      label={m.sheets_drop()}
      roomy
      disabled={disabled || busy}
      testId="drop-zone"
      inputTestId="import-file"
      onFile={onFile}
    />
  );
}
