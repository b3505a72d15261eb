import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { fieldOf, useWrite, wordsFor } from "../../api";
import type { DiscrepancyItem } from "../../bindings/DiscrepancyItem";
import type { SeenSession } from "../../bindings/SeenSession";
import { Dialog, FailureState, Plate, TextField, toast } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./reconcile.module.css";

interface MarkDialogProps {
  items: readonly DiscrepancyItem[];
  onSettled: (sessions: readonly number[]) => void;
  onClose: () => void;
}

/** So many are named in one call. */
const MOST_NAMED = 500;
const LONGEST_REASON = 200;
const SHOWN = 12;

/** Asks once before sessions are closed whose vehicles left unseen, and says what that changes. */
export function MarkDialog({ items, onSettled, onClose }: MarkDialogProps) {
  // What is asked for stays what was asked for, whatever comes in meanwhile.
  const [sessions] = useState(() => sessionsOf(items));
  const [plates] = useState(() => items.slice(0, SHOWN).map((item) => item.plate));
  const [reason, setReason] = useState("");
  const write = useWrite("mark_exits_missed");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const isReady = reason.trim() !== "" && sessions.length > 0 && !isBusy;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    let marked = 0;
    let skipped = 0;
    try {
      for (let at = 0; at < sessions.length; at += MOST_NAMED) {
        const part = sessions.slice(at, at + MOST_NAMED);
        const answer = await write.mutateAsync({ sessions: part, reason: reason.trim() });
        marked += answer.marked.length;
        skipped += answer.skipped.length;
        onSettled(answer.marked);
      }
      if (skipped > 0)
        toast.warn(m.reconcile_marked({ count: marked }), m.reconcile_skipped({ count: skipped }));
      else toast.ok(m.reconcile_marked({ count: marked }));
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };

  const words = failure === undefined ? undefined : wordsFor(failure);
  const isOfReason = fieldOf(failure) === "reason";
  return (
    <Dialog title={m.reconcile_mark_title({ count: sessions.length })} onClose={onClose} held={isBusy}>
      <form className={styles.fields} onSubmit={(event) => void submit(event)} data-testid="mark-dialog">
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
        <TextField
          label={m.reconcile_reason()}
          value={reason}
          onChange={setReason}
          required
          autoFocus
          maxLength={LONGEST_REASON}
          error={isOfReason ? words?.what : undefined}
        />
        {words && !isOfReason && <FailureState {...words} inline />}
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={isBusy}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={!isReady}
            loading={isBusy}
            data-testid="mark-send"
          >
            {m.reconcile_mark_act({ count: sessions.length })}
          </Button>
        </div>
      </form>
    </Dialog>
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
