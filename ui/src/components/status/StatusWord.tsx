import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  InfoCircleOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import styles from "./StatusWord.module.css";

export type Tone = "ok" | "info" | "warn" | "bad" | "neutral";

const ICONS: Record<Tone, ReactNode> = {
  ok: <CheckCircleOutlined aria-hidden />,
  info: <InfoCircleOutlined aria-hidden />,
  warn: <ExclamationCircleOutlined aria-hidden />,
  bad: <CloseCircleOutlined aria-hidden />,
  neutral: <ClockCircleOutlined aria-hidden />,
};

interface StatusWordProps {
  tone: Tone;
  children: ReactNode;
  /** Instead of the tone's own; `false` for none, where the words alone say it. */
  icon?: ReactNode | false;
  /** Without the coloured ground: for running text. */
  plain?: boolean;
}

/** A state by word, icon and colour, in this order of weight: it is understood without the colour. */
export function StatusWord({ tone, children, icon, plain = false }: StatusWordProps) {
  return (
    <span className={`${styles.word} ${styles[tone]} ${plain ? styles.plain : ""}`}>
      {icon === false ? null : (icon ?? ICONS[tone])}
      <span>{children}</span>
    </span>
  );
}
