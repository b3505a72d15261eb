import { ExclamationCircleFilled } from "@ant-design/icons";
import { useRead } from "../../api";
import { formatTime, useNow } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./frame.module.css";

/** GA/T 1742-2020: clocks within 5 s. */
export const LARGEST_DRIFT_MS = 5_000;

/**
 * The time in China by this machine's clock, and a warning where it is wrong. Without seconds: a screen at rest would be
 * drawn for them and nothing else.
 */
export function Clock() {
  const now = useNow(60);
  const drift = useRead("platforms", null).data?.clock_drift_ms ?? 0;
  const wrong = Math.abs(drift) > LARGEST_DRIFT_MS;
  return (
    <span
      className={`${styles.clock} ${wrong ? styles.wrong : ""}`}
      title={wrong ? m.layout_clock_wrong_by({ seconds: seconds(drift) }) : undefined}
    >
      {wrong && <ExclamationCircleFilled aria-label={m.layout_clock_wrong()} />}
      <time
        dateTime={new Date(now).toISOString()}
        {...(wrong ? {} : { title: formatTime(now, "date", now) })}
      >
        {formatTime(now, "minute", now)}
      </time>
    </span>
  );
}

/** Milliseconds as seconds, one decimal below ten. */
export function seconds(ms: number): string {
  const value = Math.abs(ms) / 1000;
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
