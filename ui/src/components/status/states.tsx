import {
  CloseCircleFilled,
  DisconnectOutlined,
  ExclamationCircleFilled,
  InboxOutlined,
  ReloadOutlined,
} from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { m } from "../../messages/messages.js";
import { Ago } from "../time/Time";
import styles from "./states.module.css";

interface EmptyStateProps {
  /** What is not there. */
  title: string;
  /** When it will be, or what to do. */
  hint?: string;
  icon?: ReactNode;
  action?: ReactNode;
}

/** Nothing to show, and that is in order. */
export function EmptyState({ title, hint, icon, action }: EmptyStateProps) {
  return (
    <div className={styles.state}>
      <span className={styles.icon}>{icon ?? <InboxOutlined aria-hidden />}</span>
      <strong>{title}</strong>
      {hint && <p>{hint}</p>}
      {action}
    </div>
  );
}

/** While the first answer is awaited. Shown late, so that what is fast does not flicker. */
export function LoadingState({ label }: { label?: string }) {
  return (
    <div className={`${styles.state} ${styles.late}`} role="status">
      <span className={styles.spinner} aria-hidden />
      <p>{label ?? m.kit_loading()}</p>
    </div>
  );
}

interface FailureStateProps {
  what: string;
  means?: string;
  next?: string;
  severity?: "notice" | "warning" | "trouble";
  onRetry?: (() => void) | undefined;
  /** In one line above what is still shown, and not instead of it. */
  inline?: boolean;
}

/** What happened, what it means for the cars at the barrier, what to do next. Takes the words of `wordsFor`. */
export function FailureState({
  what,
  means,
  next,
  severity = "trouble",
  onRetry,
  inline,
}: FailureStateProps) {
  const Icon = severity === "trouble" ? CloseCircleFilled : ExclamationCircleFilled;
  return (
    <div className={`${inline ? styles.inline : styles.state} ${styles[severity]}`} role="alert">
      <span className={styles.icon}>
        <Icon aria-hidden />
      </span>
      <strong>{what}</strong>
      {means && <p>{means}</p>}
      {next && <p>{next}</p>}
      {onRetry && (
        <Button icon={<ReloadOutlined aria-hidden />} onClick={onRetry}>
          {m.kit_retry()}
        </Button>
      )}
    </div>
  );
}

/** Says that what is on the screen is old, and how old. */
export function OfflineBanner({ since }: { since: number }) {
  return (
    <div className={styles.offline} role="alert">
      <DisconnectOutlined aria-hidden />
      <strong>{m.kit_offline_title()}</strong>
      <span>{m.kit_offline_meaning()}</span>
      <Ago at={since} />
    </div>
  );
}
