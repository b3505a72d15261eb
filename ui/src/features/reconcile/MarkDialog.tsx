import { useState } from "react";
import { useWrite } from "../../api";
import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import type { SeenSession } from "../../bindings/SeenSession";
import { Plate, toast } from "../../components";
import { inPieces, ReasonDialog } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./reconcile.module.css";

interface MarkDialogProps {
  items: readonly DiscrepancyItem[];
  onSettled: (sessions: readonly number[]) => void;
  onClose: () => void;
}

const SHOWN = 12;

/** Asks once before sessions are closed whose vehicles left unseen, and says what that changes. */
export function MarkDialog({ items, onSettled, onClose }: MarkDialogProps) {
  // What is asked for stays what was asked for, whatever comes in meanwhile.
  const [sessions] = useState(() => sessionsOf(items));
  const [plates] = useState(() => items.slice(0, SHOWN).map((item) => item.plate));
  const write = useWrite("mark_exits_missed");
  const mark = async (reason: string) => {
    let marked = 0;
    let skipped = 0;
    for (const piece of inPieces(sessions)) {
      const answer = await write.mutateAsync({ sessions: piece, reason });
      marked += answer.marked.length;
      skipped += answer.skipped.length;
      onSettled(answer.marked);
    }
    if (skipped > 0)
      toast.warn(m.reconcile_marked({ count: marked }), m.reconcile_skipped({ count: skipped }));
    else toast.ok(m.reconcile_marked({ count: marked }));
  };
  return (
    <ReasonDialog
      title={m.reconcile_mark_title({ count: sessions.length })}
      label={m.reconcile_reason()}
      act={m.reconcile_mark_act({ count: sessions.length })}
      empty={sessions.length === 0}
      testId="mark-dialog"
      sendTestId="mark-send"
      onSend={mark}
      onClose={onClose}
    >
      <span className={styles.plates}>
        {plates.map((plate, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change.
          <Plate key={at} plate={plate} size="small" />
        ))}
        {items.length > SHOWN && <span>{m.reconcile_and_more({ count: items.length - SHOWN })}</span>}
      </span>
      <ul className={styles.consequences}>
        <li>{m.reconcile_mark_books()}</li>
        <li>{m.reconcile_mark_city()}</li>
        <li>{m.reconcile_mark_cars()}</li>
      </ul>
    </ReasonDialog>
  );
}

/** Each once: a vehicle may be overdue and not listed. */
function sessionsOf(items: readonly DiscrepancyItem[]): readonly SeenSession[] {
  const seen = new Map<number, SeenSession>();
  for (const { session, version } of items) {
    if (session !== null && version !== null) seen.set(session, { session, version });
  }
  return [...seen.values()];
}
