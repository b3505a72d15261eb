import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { fieldOf, useWrite, wordsFor } from "../../api";
import type { DeliveryItem } from "../../bindings/DeliveryItem";
import { Dialog, FailureState, TextField, toast } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";

interface GiveUpDialogProps {
  items: readonly DeliveryItem[];
  onDone: () => void;
  onClose: () => void;
}

/** So many are named in one call. */
const MOST_NAMED = 500;
const LONGEST_REASON = 200;

/** Asks once before the city is not told any more, and why. */
export function GiveUpDialog({ items, onDone, onClose }: GiveUpDialogProps) {
  const [reason, setReason] = useState("");
  const write = useWrite("give_up_deliveries");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const isReady = reason.trim() !== "" && !isBusy;
  const hasArrivals = items.some((one) => one.kind === "arrival");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    let count = 0;
    try {
      for (let at = 0; at < items.length; at += MOST_NAMED) {
        const ids = items.slice(at, at + MOST_NAMED).map((one) => one.id);
        count += (await write.mutateAsync({ ids, reason: reason.trim() })).given_up;
      }
      toast.ok(m.deliveries_given_up_now({ count }));
      onDone();
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };

  const words = failure === undefined ? undefined : wordsFor(failure);
  const isOfReason = fieldOf(failure) === "reason";
  return (
    <Dialog title={m.deliveries_give_up_title({ count: items.length })} onClose={onClose} held={isBusy}>
      <form className={styles.fields} onSubmit={(event) => void submit(event)} data-testid="give-up-dialog">
        <p>{m.deliveries_give_up_city()}</p>
        {hasArrivals && <p>{m.deliveries_give_up_arrivals()}</p>}
        <p>{m.deliveries_give_up_cars()}</p>
        <TextField
          label={m.deliveries_give_up_reason()}
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
            danger
            htmlType="submit"
            disabled={!isReady}
            loading={isBusy}
            data-testid="give-up-send"
          >
            {m.deliveries_give_up()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
