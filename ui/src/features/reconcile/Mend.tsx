import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { CallFailed, fieldOf, useRead, useWrite, wordsFor } from "../../api";
import { FailureState, LoadingState, TextField, toast } from "../../components";
import { m } from "../../messages/messages.js";
import { CityChanges } from "./CityChanges";
import type { Mending } from "./mending";
import styles from "./reconcile.module.css";

interface MendProps {
  mending: Mending;
  onBusy: (busy: boolean) => void;
  onDone: () => void;
  onBack: () => void;
  backWords: string;
}

const LONGEST_REASON = 200;

/** What a correction changes for the city, before and after; then why, and the act. */
export function Mend({ mending, onBusy, onDone, onBack, backWords }: MendProps) {
  const { session, version, change } = mending;
  const preview = useRead("preview_correction", { session, version, change });
  const correct = useWrite("correct_session");
  const [reason, setReason] = useState("");
  const isReady = preview.data !== undefined && reason.trim() !== "" && !correct.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    onBusy(true);
    correct.mutate(
      { session, version, change, reason: reason.trim() },
      {
        onSuccess: () => {
          toast.ok(m.reconcile_mended());
          onDone();
        },
        onSettled: () => onBusy(false),
      },
    );
  };
  if (!preview.data) {
    return preview.error ? (
      <FailureState
        {...wordsFor(preview.error)}
        inline
        // What makes no sense now makes none when asked again.
        onRetry={isRefusal(preview.error) ? undefined : () => void preview.refetch()}
      />
    ) : (
      <LoadingState />
    );
  }
  const words = correct.error ? wordsFor(correct.error) : undefined;
  const isOfReason = correct.error !== null && fieldOf(correct.error) === "reason";
  return (
    <form className={styles.fields} onSubmit={submit} data-testid="mend">
      <CityChanges changes={preview.data.changes} />
      <p>{m.reconcile_mend_cars()}</p>
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
        <Button onClick={onBack} disabled={correct.isPending}>
          {backWords}
        </Button>
        <Button
          type="primary"
          htmlType="submit"
          disabled={!isReady}
          loading={correct.isPending}
          data-testid="mend-send"
        >
          {m.reconcile_mend_act()}
        </Button>
      </div>
    </form>
  );
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof CallFailed && ["invalid", "changed_meanwhile", "not_found"].includes(error.failure.code)
  );
}
