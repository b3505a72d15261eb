import { Input } from "antd";
import { Chips, parseDay } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { type Address, type Range, rangeOf, viewOf } from "./filter";

interface DaysProps {
  address: Address;
  onChange: (part: Record<string, string>) => void;
}

/** Which days, by the passages' times. */
export function Days({ address, onChange }: DaysProps) {
  const range = rangeOf(address);
  const isList = viewOf(address) === "list";
  const options: { value: Range; label: string }[] = [
    ...(isList ? [{ value: "any" as const, label: m.deliveries_any_day() }] : []),
    { value: "today", label: m.deliveries_today() },
    { value: "yesterday", label: m.deliveries_yesterday() },
    { value: "week", label: m.deliveries_week() },
    ...(isList ? [] : [{ value: "month" as const, label: m.deliveries_month() }]),
    { value: "days", label: m.deliveries_days() },
  ];
  const day = (name: "first" | "last", label: string) => {
    const value = address[name] ?? "";
    return (
      <Input
        className={styles.day ?? ""}
        value={value}
        onChange={(event) => onChange({ [name]: event.target.value })}
        onBlur={() => onChange({ [name]: parseDay(value) ?? value })}
        status={value !== "" && !parseDay(value) ? "error" : ""}
        aria-invalid={value !== "" && !parseDay(value)}
        placeholder={m.kit_day_example()}
        aria-label={label}
        maxLength={20}
      />
    );
  };
  return (
    <>
      <Chips<Range>
        label={m.deliveries_when()}
        value={range}
        onChange={(next) => onChange({ range: next })}
        options={options}
      />
      {range === "days" && (
        <span className={styles.days}>
          {day("first", m.deliveries_first_day())} – {day("last", m.deliveries_last_day())}
        </span>
      )}
    </>
  );
}
