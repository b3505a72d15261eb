import { visible } from "../visible";
import styles from "./TextField.module.css";

interface ChoiceProps<Value extends string> {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
  /** Where no label stands beside it. */
  "aria-label"?: string;
  id?: string;
  disabled?: boolean;
  wrong?: boolean;
  className?: string | undefined;
  testId?: string;
}

/** One of several. The list is the system's own: it needs no placing, and every key works as everywhere. */
export function Choice<Value extends string>({ value, onChange, options, ...props }: ChoiceProps<Value>) {
  const isKnown = options.some((option) => option.value === value);
  return (
    <select
      id={props.id}
      className={`${styles.choice} ${props.className ?? ""}`}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen) onChange(chosen.value);
      }}
      disabled={props.disabled}
      aria-label={props["aria-label"]}
      aria-invalid={props.wrong ?? false}
      data-testid={props.testId}
    >
      {/* What is set and not on offer is shown as it is: the first of the others would be a lie. */}
      {!isKnown && (
        <option value={value} disabled>
          {visible(value)}
        </option>
      )}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
