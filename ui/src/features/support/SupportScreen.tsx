import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useRead, wordsFor } from "../../api";
import type { LogLevel } from "../../bindings/LogLevel";
import type { LogLine } from "../../bindings/LogLine";
import {
  Chips,
  Choice,
  EmptyState,
  FailureState,
  LoadingState,
  Page,
  SafeText,
  SearchField,
  StatusWord,
  type Tone,
  useAddress,
} from "../../components";
import { m } from "../../messages/messages.js";
import { BundleDialog } from "./BundleDialog";
import styles from "./support.module.css";

const LEVELS: readonly LogLevel[] = ["error", "warn", "info", "debug"];
const LINES = 200;
const MORE = 1_000;
const LONGEST = 400;

const levelWords: Readonly<Record<LogLevel, () => string>> = {
  error: m.support_level_error,
  warn: m.support_level_warn,
  info: m.support_level_info,
  debug: m.support_level_debug,
  trace: m.support_level_debug,
};

const tones: Readonly<Record<LogLevel, Tone>> = {
  error: "bad",
  warn: "warn",
  info: "info",
  debug: "neutral",
  trace: "neutral",
};

const isLevel = (text: string | undefined): text is LogLevel => LEVELS.some((level) => level === text);

/** The newest lines of the log, without personal data; and the bundle for whoever helps. */
export function SupportScreen() {
  const [address, change] = useAddress();
  const [making, setMaking] = useState(false);
  const [limit, setLimit] = useState(LINES);
  const level: LogLevel = isLevel(address.level) ? address.level : "info";
  const { text = "", day = "" } = address;
  const read = useRead(
    "logs",
    { level, text, limit, ...(day === "" ? {} : { day }) },
    { keepPrevious: true },
  );
  const page = read.data;
  return (
    <Page
      title={m.support_title()}
      testId="support"
      tools={
        <>
          <SearchField
            label={m.support_search()}
            placeholder={m.support_search_example()}
            value={text}
            onChange={(next) => change({ text: next })}
            testId="support-search"
          />
          <Choice
            className={styles.day}
            value={day}
            onChange={(next) => change({ day: next })}
            aria-label={m.support_day()}
            options={[
              { value: "", label: m.support_any_day() },
              ...(page?.days ?? []).map((one) => ({ value: one, label: one })),
            ]}
            testId="support-day"
          />
        </>
      }
      actions={
        <>
          <Button onClick={() => void read.refetch()} loading={read.isFetching}>
            {m.support_refresh()}
          </Button>
          <Button type="primary" onClick={() => setMaking(true)} data-testid="support-bundle">
            {m.support_bundle()}
          </Button>
        </>
      }
      below={
        <>
          <Chips<LogLevel>
            label={m.support_level()}
            value={level}
            onChange={(next) => change({ level: next })}
            options={LEVELS.map((one) => ({ value: one, label: levelWords[one]() }))}
          />
          <span className={styles.dim}>{m.support_hidden_hint()}</span>
        </>
      }
    >
      {read.error && page && (
        <FailureState {...wordsFor(read.error)} inline onRetry={() => void read.refetch()} />
      )}
      {page ? (
        page.lines.length === 0 ? (
          <EmptyState title={m.support_none()} hint={m.support_none_hint()} />
        ) : (
          <Lines lines={page.lines} old={read.isPlaceholderData}>
            {page.cut && limit < MORE && (
              <Button onClick={() => setLimit(MORE)} data-testid="support-more">
                {m.support_more()}
              </Button>
            )}
          </Lines>
        )
      ) : read.error ? (
        <FailureState {...wordsFor(read.error)} onRetry={() => void read.refetch()} />
      ) : (
        <LoadingState />
      )}
      {making && <BundleDialog onClose={() => setMaking(false)} />}
    </Page>
  );
}

/** Which part of the program, and the values that belong to the line. */
const besides = ({ target, fields }: LogLine): string =>
  [target, ...fields.map((field) => `${field.name}=${field.value}`)].join(" ");

interface LinesProps {
  lines: readonly LogLine[];
  old: boolean;
  children: ReactNode;
}

function Lines({ lines, old, children }: LinesProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is reached by keys.
    <div className={styles.lines} data-old={old} data-testid="support-lines" tabIndex={0}>
      <ol aria-label={m.support_title()}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name, and none ever moves alone.
          <li key={index} data-level={line.level}>
            <span className={styles.at}>{line.at.slice(0, 19).replace("T", " ")}</span>
            <span className={styles.level}>
              <StatusWord tone={tones[line.level]} plain>
                {levelWords[line.level]()}
              </StatusWord>
            </span>
            <span className={styles.text}>
              <SafeText text={line.text} length={LONGEST} />{" "}
              <span className={styles.dim}>
                <SafeText text={besides(line)} length={LONGEST} />
              </span>
            </span>
          </li>
        ))}
      </ol>
      {children}
    </div>
  );
}
