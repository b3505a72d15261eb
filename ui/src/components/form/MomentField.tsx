import { Input } from "antd";
import { m } from "../../messages/messages.js";
import { formatMoment, parseMoment } from "../time/days";
import { Field } from "./Field";
import styles from "./TextField.module.css";

interface MomentFieldProps {
  label: string;
  /** As typed; `parseMoment` says which moment it is. */
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  hint?: string | undefined;
  required?: boolean;
  /** Buttons below: what is usual, and the moment it means. */
  usual?: readonly { label: string; at: number | undefined }[];
  testId?: string;
}

/** A day with hour and minute, in China's time. */
export function MomentField(props: MomentFieldProps) {
  const { label, value, onChange, error } = props;
  const at = parseMoment(value);
  const isWrong = value.trim() !== "" && at === undefined;
  return (
    <div>
      <Field
        label={label}
        error={error ?? (isWrong ? m.kit_moment_wrong() : undefined)}
        hint={props.hint}
        required={props.required ?? false}
      >
        {(control) => (
          <Input
            {...control}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onBlur={() => at !== undefined && onChange(formatMoment(at))}
            status={error || isWrong ? "error" : ""}
            placeholder={m.kit_moment_example()}
            maxLength={24}
            autoComplete="off"
            data-testid={props.testId}
          />
        )}
      </Field>
      {props.usual && (
        <span className={styles.usual}>
          {props.usual.map((one) => (
            <button
              key={one.label}
              type="button"
              onClick={() => onChange(one.at === undefined ? "" : formatMoment(one.at))}
            >
              {one.label}
            </button>
          ))}
        </span>
      )}
    </div>
  );
}
