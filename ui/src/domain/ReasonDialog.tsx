import { Button } from "antd";
import { type FormEvent, type ReactNode, useState } from "react";
import { fieldOf, wordsFor } from "../api";
import { Dialog, FailureState, TextField } from "../components";
import { m } from "../messages/messages.js";
import styles from "./ReasonDialog.module.css";

interface ReasonDialogProps {
  title: string;
  /** Of the reason's field. */
  label: string;
  /** On the button that does it. */
  act: string;
  danger?: boolean;
  /** There is nothing to do. */
  empty?: boolean;
  /** Of the form. */
  testId: string;
  /** Of the button. */
  sendTestId: string;
  /** Does it. It closes when that is done; a failure is said here, and nothing that was typed is lost. */
  onSend: (reason: string) => Promise<void>;
  onClose: () => void;
  /** What will happen. */
  children: ReactNode;
}

const LONGEST_REASON = 200;

/** Asks once, and why, before something is done that is not undone. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { onSend, onClose } = props;
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const isReady = reason.trim() !== "" && !props.empty && !isBusy;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    try {
      await onSend(reason.trim());
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };

  const words = failure === undefined ? undefined : wordsFor(failure);
  const isOfReason = fieldOf(failure) === "reason";
  return (
    <Dialog title={props.title} onClose={onClose} held={isBusy}>
      <form className={styles.fields} onSubmit={(event) => void submit(event)} data-testid={props.testId}>
        {props.children}
        <TextField
          label={props.label}
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
            danger={props.danger ?? false}
            htmlType="submit"
            disabled={!isReady}
            loading={isBusy}
            data-testid={props.sendTestId}
          >
            {props.act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
