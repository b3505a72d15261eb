import { Button } from "antd";
import { useEffect, useState } from "react";
import { fieldOf, useRead, useWrite, wordsFor } from "../api";
import type { Commands } from "../bindings/commands";
import type { WriteView } from "../bindings/WriteView";
import { FailureState, StatusWord } from "../components";
import { m } from "../messages/messages.js";
import styles from "./domain.module.css";
import { cameWords, type WriteAct } from "./writeWords";

/** Commands that write to the open platform and answer what came of it. */
type WriteCommand = {
  [Name in keyof Commands]: Commands[Name]["response"] extends WriteView ? Name : never;
}[keyof Commands];

export interface RegisterWrite<Payload> {
  /** Sends it once; what came of it, or nothing where it failed before it was sent. */
  send: (payload: Payload) => Promise<WriteView | undefined>;
  /** What came of it. */
  view: WriteView | undefined;
  busy: boolean;
  /** A question to the platform what it has is under way. */
  checking: boolean;
  check: () => void;
  error: unknown;
  /** What the failure says of this field. */
  errorAt: (...fields: string[]) => string | undefined;
  /** After a change what was said is said no more. An unknown outcome stays until it is known. */
  touch: () => void;
}

/** One write to the open platform at a time, and what came of it: done, refused, not done, or not known. */
export function useRegisterWrite<Name extends WriteCommand>(
  command: Name,
): RegisterWrite<Commands[Name]["request"]> {
  const write = useWrite(command);
  const again = useWrite("check_write");
  const view = (again.data ?? write.data) as WriteView | undefined;
  const error = again.error ?? write.error;
  return {
    send: async (payload) => {
      if (write.isPending || again.isPending) return undefined;
      again.reset();
      try {
        return (await write.mutateAsync(payload)) as WriteView;
      } catch {
        // Shown from the write itself; what was typed stays.
        return undefined;
      }
    },
    view,
    busy: write.isPending || again.isPending,
    checking: again.isPending,
    check: () => view && again.mutate({ id: view.id }),
    error,
    errorAt: (...fields) => {
      const field = fieldOf(error);
      return field !== undefined && fields.includes(field) ? wordsFor(error).what : undefined;
    },
    touch: () => {
      if (write.isPending || again.isPending || view?.outcome === "unknown") return;
      write.reset();
      again.reset();
    },
  };
}

/** An answer usually takes less; after it the platform is being asked what it has. */
const SLOW_MS = 2_500;

/** What becomes of a write, in the form that began it. `fields` are those whose failures the form says itself. */
export function WriteNotice({
  write,
  fields = [],
  act,
}: {
  write: Omit<RegisterWrite<never>, "send">;
  fields?: readonly string[];
  /** What the form calls it, where that is not what the program does for it. */
  act?: WriteAct;
}) {
  if (write.busy) return <UnderWay checking={write.checking} />;
  if (write.error) {
    const field = fieldOf(write.error);
    return field !== undefined && fields.includes(field) ? null : (
      <FailureState {...wordsFor(write.error)} inline />
    );
  }
  return write.view ? <Came view={write.view} act={act} onCheck={write.check} /> : null;
}

function UnderWay({ checking }: { checking: boolean }) {
  const [slow, setSlow] = useState(checking);
  const mirrors = useRead("mirrors", null);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  const rows = (mirrors.data ?? []).reduce((sum, mirror) => sum + Number(mirror.reading ?? 0), 0);
  return (
    <div className={styles.notice} role="status" data-testid="write-notice" data-state="sending">
      <StatusWord tone="info" plain>
        {!slow ? m.domain_sending() : rows > 0 ? m.domain_checking_rows({ rows }) : m.domain_checking()}
      </StatusWord>
    </div>
  );
}

interface CameProps {
  view: WriteView;
  act: WriteAct | undefined;
  onCheck: () => void;
}

function Came({ view, act, onCheck }: CameProps) {
  const tone = { done: "ok", refused: "bad", not_done: "warn", unknown: "warn" } as const;
  return (
    <div
      className={`${styles.notice} ${styles[view.outcome]}`}
      role="alert"
      data-testid="write-notice"
      data-state={view.outcome}
    >
      <StatusWord tone={tone[view.outcome]} plain>
        {cameWords(view, act)}
      </StatusWord>
      {view.outcome === "unknown" && (
        <Button size="small" onClick={onCheck} data-testid="check-write">
          {m.domain_check_again()}
        </Button>
      )}
    </div>
  );
}
