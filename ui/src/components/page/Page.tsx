import type { ReactNode } from "react";
import styles from "./page.module.css";

interface PageProps {
  /** The screen's name, for the bar and for who does not see it. */
  title: string;
  /** Beside the name: search, filters. */
  tools?: ReactNode;
  /** At the other end: what can be done. */
  actions?: ReactNode;
  /** A second line: chips, ages. */
  below?: ReactNode;
  children: ReactNode;
  testId?: string;
}

/** A screen of a register: its tools in a bar, the rest for its table. */
export function Page({ title, tools, actions, below, children, testId }: PageProps) {
  return (
    <div className={styles.page} data-testid={testId}>
      <header className={styles.bar}>
        <h1 className={styles.title}>{title}</h1>
        {tools}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {below && <div className={styles.below}>{below}</div>}
      {children}
    </div>
  );
}
