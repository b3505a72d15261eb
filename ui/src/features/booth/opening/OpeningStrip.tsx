import {
  CheckCircleFilled,
  CloseCircleFilled,
  ExclamationCircleFilled,
  HourglassOutlined,
  LoadingOutlined,
  QuestionCircleFilled,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { wordsFor } from "../../../api";
import type { LaneCard } from "../../../bindings/LaneCard";
import type { OpeningView } from "../../../bindings/OpeningView";
import { formatTime, shortened, useNow } from "../../../components";
import { m } from "../../../messages/messages.js";
import { type Attempt, type OpeningState, stateOf } from "./flow";
import styles from "./opening.module.css";

interface OpeningStripProps {
  lane: LaneCard;
  attempt: Attempt | undefined;
}

interface Line {
  tone: "info" | "ok" | "warn" | "bad";
  icon: ReactNode;
  words: string;
  /** Beside it, where there is room. */
  aside: string;
}

const LONGEST_WORDS = 80;

/** What became of the lane's last opening, in one line. Nothing was opened: nothing is drawn. */
export function OpeningStrip({ lane, attempt }: OpeningStripProps) {
  return lane.opening || attempt ? <Strip lane={lane} attempt={attempt} /> : null;
}

function Strip({ lane, attempt }: OpeningStripProps) {
  const now = useNow(1);
  const state = stateOf(lane, attempt, now);
  const line = lineOf(state, now);
  if (!line) return null;
  return (
    <p
      className={`${styles.strip} ${styles[line.tone]}`}
      role="status"
      title={`${line.words} ${line.aside}`}
      data-testid="opening-state"
      data-state={state.state}
    >
      {line.icon}
      <strong>{line.words}</strong>
      <span className={styles.aside}>{line.aside}</span>
    </p>
  );
}

function lineOf(state: OpeningState, now: number): Line | undefined {
  const since = (at: number) =>
    m.booth_opening_seconds({ seconds: Math.max(0, Math.floor((now - at) / 1000)) });
  switch (state.state) {
    case "none":
      return undefined;
    case "sending":
      return {
        tone: "info",
        icon: <LoadingOutlined aria-hidden />,
        words: m.booth_opening_sending(),
        aside: since(state.since),
      };
    case "waiting":
      return {
        tone: "info",
        icon: <HourglassOutlined aria-hidden />,
        words: m.booth_opening_waiting(),
        aside: since(state.opening.at),
      };
    case "passed":
      return {
        tone: "ok",
        icon: <CheckCircleFilled aria-hidden />,
        words: m.booth_opening_passed(),
        aside: by(state.opening, now),
      };
    case "unseen":
      return {
        tone: "warn",
        icon: <ExclamationCircleFilled aria-hidden />,
        words: m.booth_opening_unseen(),
        aside: m.booth_opening_unseen_next(),
      };
    case "refused":
      return {
        tone: "bad",
        icon: <CloseCircleFilled aria-hidden />,
        words: state.opening.answer
          ? m.booth_opening_refused({ words: shortened(state.opening.answer, LONGEST_WORDS) })
          : m.booth_opening_refused_silent(),
        aside: by(state.opening, now),
      };
    case "not_sent":
      return {
        tone: "bad",
        icon: <CloseCircleFilled aria-hidden />,
        words: m.booth_opening_not_sent(),
        aside: m.booth_opening_not_sent_next(),
      };
    case "unknown":
    case "lost":
      return {
        tone: "warn",
        icon: <QuestionCircleFilled aria-hidden />,
        words: m.booth_opening_unknown(),
        aside: m.booth_opening_unknown_next(),
      };
    case "failed": {
      const { what, next } = wordsFor(state.error);
      return {
        tone: "bad",
        icon: <CloseCircleFilled aria-hidden />,
        words: m.booth_opening_failed({ what }),
        aside: next,
      };
    }
  }
}

function by(opening: OpeningView, now: number): string {
  return m.booth_opening_by({
    by: shortened(opening.by, 12),
    time: formatTime(opening.at, "smart", now),
    reason: shortened(opening.reason, 30),
  });
}
