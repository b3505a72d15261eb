import type { ReactNode } from "react";
import { m } from "../../messages/messages.js";
import { SettingsButton } from "../frame/SettingsButton";
import styles from "./entry.module.css";

interface EntryScreenProps {
  title?: string;
  hint?: string;
  children: ReactNode;
}

/** What is shown before somebody is signed in: one card, and language, theme and print within reach. */
export function EntryScreen({ title, hint, children }: EntryScreenProps) {
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <span className={styles.brand}>
          <BarrierMark />
          {m.layout_name()}
        </span>
        <SettingsButton />
      </header>
      <main className={styles.card}>
        {title && <h1>{title}</h1>}
        {hint && <p className={styles.hint}>{hint}</p>}
        {children}
      </main>
    </div>
  );
}

/** A barrier that is half open. */
export function BarrierMark() {
  return (
    <svg className={styles.mark} viewBox="0 0 24 24" aria-hidden="true">
      <rect x="3" y="11" width="5" height="10" rx="1" fill="currentColor" />
      <rect x="2" y="20" width="20" height="2" rx="1" fill="currentColor" opacity="0.35" />
      <g transform="rotate(-24 5.5 12)">
        <rect x="5" y="10" width="17" height="3.4" rx="1.2" fill="currentColor" />
        <rect x="10" y="10" width="3" height="3.4" fill="var(--card)" />
        <rect x="16" y="10" width="3" height="3.4" fill="var(--card)" />
      </g>
    </svg>
  );
}
