import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { wordsFor } from "../../api";
import { FailureState, LoadingState } from "../../components";
import styles from "./settings.module.css";

interface SectionProps<Answer> {
  title: string;
  hint?: string;
  /** In the corner. */
  action?: ReactNode;
  read: UseQueryResult<Answer>;
  children: (answer: Answer) => ReactNode;
}

/** One card of settings with what it was read from. */
export function Section<Answer>({ title, hint, action, read, children }: SectionProps<Answer>) {
  return (
    <section className={styles.section} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {action}
      </header>
      {hint && <p className={styles.hint}>{hint}</p>}
      {read.data !== undefined ? (
        children(read.data)
      ) : read.error ? (
        <FailureState {...wordsFor(read.error)} onRetry={() => read.refetch()} />
      ) : (
        <LoadingState />
      )}
    </section>
  );
}
