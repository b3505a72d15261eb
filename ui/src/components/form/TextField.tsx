import { Input, type InputRef } from "antd";
import { type Ref, useId } from "react";
import { m } from "../../messages/messages.js";
import styles from "./TextField.module.css";

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong with it, in words. */
  error?: string | undefined;
  hint?: string | undefined;
  secret?: boolean;
  /** Must be filled in. */
  required?: boolean;
  /** Digits only: for PINs and numbers. */
  digits?: boolean;
  autoFocus?: boolean;
  autoComplete?: string;
  maxLength?: number;
  disabled?: boolean;
  ref?: Ref<InputRef>;
}

/** A field with its label, and what is wrong with it below, in a place that is always there: nothing jumps. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, error, hint, secret = false, digits = false } = props;
  const id = useId();
  const Kind = secret ? Input.Password : Input;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label}
        {props.required && <span className={styles.required}> *</span>}
      </label>
      <Kind
        id={id}
        ref={props.ref ?? null}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        status={error ? "error" : ""}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
        autoFocus={props.autoFocus ?? false}
        // A dialog would keep the focus otherwise.
        {...(props.autoFocus ? { "data-autofocus": true } : {})}
        autoComplete={props.autoComplete ?? "off"}
        maxLength={props.maxLength ?? 200}
        disabled={props.disabled ?? false}
        inputMode={digits ? "numeric" : "text"}
        spellCheck={false}
      />
      <span id={`${id}-note`} className={error ? styles.error : styles.hint} aria-live="polite">
        {error ?? hint ?? ""}
      </span>
    </div>
  );
}

/** A choice of two with its label. */
export function Toggle(props: {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={styles.toggle}>
      <input
        id={id}
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <label htmlFor={id}>{props.label}</label>
      {props.hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {props.hint}
        </span>
      )}
    </div>
  );
}

/** Says that two fields that should hold the same do not. */
export function unlike(first: string, second: string): string | undefined {
  return second !== "" && first !== second ? m.kit_not_the_same() : undefined;
}
