import { Button } from "antd";
import { useRef, useState } from "react";
import type { SessionPage } from "../../bindings/SessionPage";
import { Dialog, StatusWord, SubmitKey, toast } from "../../components";
import { m } from "../../messages/messages.js";
import { helpText } from "./helpText";
import styles from "./session.module.css";

/** The text for the city's help desk, to be read before it is copied. */
export function CopyDialog({ page, onClose }: { page: SessionPage; onClose: () => void }) {
  // As it is when it is opened: it does not change under the reader.
  const [text] = useState(() => helpText(page));
  const [failed, setFailed] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast.ok(m.session_copied());
      onClose();
    } catch {
      // A page that came over plain HTTP from another machine may not write there.
      field.current?.select();
      setFailed(true);
    }
  };
  return (
    <Dialog title={m.session_copy_title()} onClose={onClose} width="min(94vw, 52rem)">
      <div className={styles.form} data-testid="session-copy">
        <SubmitKey label={m.session_copy_act()} onSubmit={() => void copy()} />
        <p>{m.session_copy_what()}</p>
        <textarea
          ref={field}
          className={styles.text}
          readOnly
          value={text}
          rows={16}
          aria-label={m.session_copy_title()}
        />
        {failed && (
          <StatusWord tone="warn" plain>
            {m.session_copy_by_hand()}
          </StatusWord>
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{m.kit_close()}</Button>
          <Button type="primary" onClick={() => void copy()} data-autofocus data-testid="copy-text">
            {m.session_copy_act()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
