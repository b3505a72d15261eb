import type { FieldProblem } from "../../../bindings/FieldProblem";
import { Choice, Field, TextField, Toggle } from "../../../components";
import { m } from "../../../messages/messages.js";
import type { FieldValues } from "./draft";
import type { FileField } from "./fields";
import styles from "./file.module.css";
import { partsOf } from "./parkpotid";

interface FieldsOfProps {
  fields: readonly FileField[];
  values: FieldValues;
  onChange: (values: FieldValues) => void;
  /** What the program refused of this field. */
  problem: (field: string) => FieldProblem | undefined;
}

/** The fields of one table of the file, each with what it may hold. */
export function FieldsOf({ fields, values, onChange, problem }: FieldsOfProps) {
  return fields.map((field) => {
    const value = values[field.name] ?? "";
    const set = (text: string) => onChange({ ...values, [field.name]: text });
    const parts = field.name === "parkpotid" ? partsOf(value) : {};
    const refused = problem(field.name) && m.file_refused({ rule: field.rule() });
    const usual = field.usual ? ` · ${m.file_default({ value: field.usual })}` : "";
    const error = parts.wrong ?? refused;
    const hint = parts.note ?? `${field.rule()}${usual}`;
    if (field.choices) {
      const options = ["", ...field.choices].map((choice) => ({ value: choice, label: choice || "—" }));
      return (
        <Field key={field.name} label={field.label()} error={error} hint={hint}>
          {(control) => (
            <Choice
              id={control.id}
              wrong={control["aria-invalid"]}
              value={value}
              options={options}
              onChange={set}
            />
          )}
        </Field>
      );
    }
    if (field.several) {
      return <Several key={field.name} field={field} value={value} onChange={set} note={error ?? hint} />;
    }
    if (field.lines) {
      return (
        <Field key={field.name} label={field.label()} error={error} hint={hint}>
          {(control) => (
            <textarea
              className={styles.lines}
              {...control}
              rows={2}
              value={value}
              onChange={(event) => set(event.target.value)}
              spellCheck={false}
            />
          )}
        </Field>
      );
    }
    return (
      <TextField
        key={field.name}
        label={field.label()}
        required={field.required ?? false}
        value={value}
        onChange={set}
        hint={hint}
        error={error}
        maxLength={500}
      />
    );
  });
}

interface SeveralProps {
  field: FileField;
  value: string;
  onChange: (value: string) => void;
  note: string;
}

/** Any of a few words. What else stands in the file is left alone until one is chosen. */
function Several({ field, value, onChange, note }: SeveralProps) {
  const chosen = value.split("\n").filter((line) => line.trim() !== "");
  const known = field.several ?? [];
  return (
    <fieldset className={styles.several}>
      <legend>{field.label()}</legend>
      {known.map((word) => (
        <Toggle
          key={word}
          label={word}
          checked={chosen.includes(word)}
          onChange={(on) =>
            onChange(known.filter((one) => (one === word ? on : chosen.includes(one))).join("\n"))
          }
        />
      ))}
      <p>{note}</p>
    </fieldset>
  );
}
