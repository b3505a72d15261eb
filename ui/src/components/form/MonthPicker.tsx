import { DayPicker } from "react-day-picker";
import { enUS, zhCN } from "react-day-picker/locale";
import { getLocale } from "../../messages/runtime.js";
import { type Day, today } from "../time/days";
import styles from "./MonthPicker.module.css";

interface MonthPickerProps {
  day: Day | undefined;
  onPick: (day: Day) => void;
}

const FIRST = new Date(2000, 0);
const LAST = new Date(2099, 11);

/** Noon, so that no zone of this machine makes another day of it. */
function dateOf(day: Day): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12);
}

function dayOf(date: Date): Day {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A month of days; arrows move by day and week, Page Up and Down by month, Enter takes the day. */
export function MonthPicker({ day, onPick }: MonthPickerProps) {
  const now = dateOf(today());
  const selected = day ? dateOf(day) : undefined;
  return (
    <DayPicker
      mode="single"
      required
      autoFocus
      fixedWeeks
      showOutsideDays
      weekStartsOn={1}
      captionLayout="dropdown"
      locale={getLocale() === "en" ? enUS : zhCN}
      today={now}
      selected={selected}
      defaultMonth={selected ?? now}
      startMonth={FIRST}
      endMonth={LAST}
      onSelect={(picked: Date) => onPick(dayOf(picked))}
      classNames={{
        root: styles.root ?? "",
        months: styles.months ?? "",
        nav: styles.nav ?? "",
        button_previous: styles.step ?? "",
        button_next: styles.step ?? "",
        chevron: styles.chevron ?? "",
        month_caption: styles.caption ?? "",
        dropdowns: styles.dropdowns ?? "",
        dropdown_root: styles.dropdown ?? "",
        caption_label: styles.captionLabel ?? "",
        month_grid: styles.grid ?? "",
        weekday: styles.weekday ?? "",
        day: styles.day ?? "",
        day_button: styles.dayButton ?? "",
        outside: styles.outside ?? "",
        today: styles.today ?? "",
        selected: styles.selected ?? "",
      }}
    />
  );
}
