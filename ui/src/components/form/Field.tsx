import { type ReactNode, useId } from "react";
import styles from "./TextField.module.css";

/** What a control needs to belong to its label and its note. */
interface Control {
  id: string;
  "aria-describedby": string;
  "aria-invalid": boolean;
}

interface FieldProps {
  label: string;
  error?: string | undefined;
  hint?: ReactNode;
  /** Must be filled in. */
  required?: boolean;
  children: (control: Control) => ReactNode;
}

/** Any control with its label above and its note below, in a place that is always there. */
export function Field({ label, error, hint, required = false, children }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label}
        {required && <span className={styles.required}> *</span>}
      </label>
      {children({ id, "aria-describedby": `${id}-note`, "aria-invalid": error !== undefined })}
      <span id={`${id}-note`} className={error ? styles.error : styles.hint} aria-live="polite">
        {error ?? hint ?? ""}
      </span>
    </div>
  );
}
