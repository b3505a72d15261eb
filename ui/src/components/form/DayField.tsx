import { CalendarOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { m } from "../../messages/messages.js";
import { Flyout } from "../flyout/Flyout";
import { part } from "../part";
import { parseDay } from "../time/days";
import { Field } from "./Field";
import styles from "./TextField.module.css";

export interface DayFieldProps {
  label: string;
  /** As typed; `parseDay` says which day it is. */
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  hint?: string | undefined;
  required?: boolean;
  disabled?: boolean;
  /** Buttons below: what is usual, and the day it means. */
  usual?: readonly { label: string; day: string }[];
  testId?: string;
}

const MonthPicker = part(async () => (await import("./MonthPicker")).MonthPicker);

const LONGEST = 20;

/** A day, typed or pasted however it is written, or picked from a calendar. */
export function DayField(props: DayFieldProps) {
  const { label, value, onChange, error, disabled = false } = props;
  const day = parseDay(value);
  const isWrong = value.trim() !== "" && !day;
  return (
    <div>
      <Field
        label={label}
        error={error ?? (isWrong ? m.kit_day_wrong() : undefined)}
        hint={props.hint}
        required={props.required ?? false}
      >
        {(control) => (
          <Flyout
            label={m.kit_day_pick({ label })}
            align="start"
            button={(trigger) => (
              <span className={styles.withPicker}>
                <Input
                  {...control}
                  value={value}
                  onChange={(event) => onChange(event.target.value)}
                  // What it was taken for stands there before it is sent.
                  onBlur={() => day && day !== value && onChange(day)}
                  status={error || isWrong ? "error" : ""}
                  placeholder={m.kit_day_example()}
                  maxLength={LONGEST}
                  autoComplete="off"
                  disabled={disabled}
                  data-testid={props.testId}
                />
                <Button
                  icon={<CalendarOutlined aria-hidden />}
                  aria-label={m.kit_day_pick({ label })}
                  disabled={disabled}
                  {...trigger}
                />
              </span>
            )}
          >
            {(close) => (
              <MonthPicker
                day={day}
                onPick={(picked) => {
                  onChange(picked);
                  close();
                }}
              />
            )}
          </Flyout>
        )}
      </Field>
      {props.usual && (
        <span className={styles.usual}>
          {props.usual.map((one) => (
            <button key={one.label} type="button" disabled={disabled} onClick={() => onChange(one.day)}>
              {one.label}
            </button>
          ))}
        </span>
      )}
    </div>
  );
}
