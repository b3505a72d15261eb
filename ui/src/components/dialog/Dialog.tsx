import { Button, Modal } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { m } from "../../messages/messages.js";
import { KeyScope } from "../keys/keys";

interface DialogProps {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** Buttons; none for dialogs that only show. */
  footer?: ReactNode;
  width?: string | number;
  /** Neither Escape nor a click beside it closes it: while something is under way. */
  held?: boolean;
}

/**
 * Covers the screen while mounted: the shortcuts behind it rest, the focus stays in it, begins at what has
 * `data-autofocus` and goes back to where it was.
 */
export function Dialog({
  title,
  onClose,
  children,
  footer = null,
  width = "32rem",
  held = false,
}: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);
  useEffect(() => {
    const back = before.current;
    body.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      if (back instanceof HTMLElement && back.isConnected) back.focus();
    };
  }, []);
  return (
    <KeyScope>
      <Modal
        open
        title={title}
        onCancel={onClose}
        footer={footer}
        width={width}
        centered
        keyboard={!held}
        mask={{ closable: !held }}
        closable={held ? false : { "aria-label": m.kit_close() }}
        destroyOnHidden
      >
        <div ref={body}>{children}</div>
      </Modal>
    </KeyScope>
  );
}

interface ConfirmProps {
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** The button's word: the act itself, and not "yes". */
  act: string;
  danger?: boolean;
  /** Awaited: the dialog stays until it is over. */
  onAct: () => Promise<unknown> | undefined;
  onClose: () => void;
}

/** Asks once before what cannot be taken back. Enter does it, Escape leaves it. */
export function Confirm({ title, children, act, danger = false, onAct, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await onAct();
      onClose();
    } catch {
      // Whoever acts shows the failure; the question stays, so that nothing is lost.
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      held={busy}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            {m.kit_cancel()}
          </Button>
          <Button type="primary" danger={danger} loading={busy} onClick={run} autoFocus>
            {act}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
