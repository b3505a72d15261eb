import { Button, Segmented } from "antd";
import { type FormEvent, useState } from "react";
import { useWrite, wordsFor } from "../../api";
import type { SheetFormat } from "../../bindings/SheetFormat";
import type { VehicleField } from "../../bindings/VehicleField";
import type { VehicleFilter } from "../../bindings/VehicleFilter";
import { Dialog, FailureState, Toggle } from "../../components";
import { fieldWords, saveFile } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./sheets.module.css";

interface ExportDialogProps {
  filter: VehicleFilter;
  /** The columns that the table shows. */
  columns: readonly VehicleField[];
  /** How many rows the filter leaves. */
  rows: number;
  onClose: () => void;
}

const ALL: readonly VehicleField[] = [
  "plate",
  "owner",
  "phone",
  "type",
  "type_name",
  "valid_from",
  "valid_until",
  "lanes",
  "spaces",
  "department",
  "work_no",
  "remark",
];

/** What the table shows as a file: which columns, masked or in full, in which format. */
export function ExportDialog({ filter, columns, rows, onClose }: ExportDialogProps) {
  const [chosen, setChosen] = useState<ReadonlySet<VehicleField>>(new Set(columns));
  const [inFull, setInFull] = useState(false);
  const [format, setFormat] = useState<SheetFormat>("xlsx");
  const write = useWrite("export_vehicles");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (write.isPending || chosen.size === 0) return;
    write.mutate(
      { filter, columns: ALL.filter((field) => chosen.has(field)), in_full: inFull, format },
      { onSuccess: async (file) => (await saveFile(file)) && onClose() },
    );
  };
  const toggle = (field: VehicleField, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(field);
    else next.delete(field);
    setChosen(next);
  };
  return (
    <Dialog
      title={m.sheets_export_title({ count: rows })}
      onClose={onClose}
      held={write.isPending}
      width="34rem"
    >
      <form className={styles.form} onSubmit={submit} data-testid="export-form">
        <fieldset className={styles.choices}>
          <legend>{m.sheets_export_columns()}</legend>
          {ALL.map((field) => (
            <label key={field}>
              <input
                type="checkbox"
                checked={chosen.has(field)}
                onChange={(event) => toggle(field, event.target.checked)}
              />
              {fieldWords[field]()}
            </label>
          ))}
        </fieldset>
        <Toggle
          label={m.sheets_in_full()}
          hint={m.sheets_in_full_hint()}
          checked={inFull}
          onChange={setInFull}
        />
        <Segmented<SheetFormat>
          value={format}
          onChange={setFormat}
          options={[
            { value: "xlsx", label: m.sheets_xlsx() },
            { value: "csv", label: m.sheets_csv() },
          ]}
        />
        <p className={styles.dim}>{m.sheets_export_note()}</p>
        {write.error && <FailureState {...wordsFor(write.error)} inline />}
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.isPending}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={chosen.size === 0}
            loading={write.isPending}
            data-testid="export-send"
          >
            {m.sheets_export()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
