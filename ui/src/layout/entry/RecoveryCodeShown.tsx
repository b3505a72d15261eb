import { Button } from "antd";
import { useState } from "react";
import { Toggle, toast } from "../../components";
import { m } from "../../messages/messages.js";
import { EntryScreen } from "./EntryScreen";
import styles from "./entry.module.css";

/** Shown once: whoever loses both password and code is locked out for good. */
export function RecoveryCodeShown({ code, onKept }: { code: string; onKept: () => void }) {
  const [kept, setKept] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(code).then(
      () => toast.ok(m.layout_recovery_copied()),
      () => toast.warn(m.layout_recovery_not_copied()),
    );
  };
  return (
    <EntryScreen title={m.layout_recovery_title()} hint={m.layout_recovery_hint()}>
      <output className={styles.code} aria-label={m.layout_recovery_title()}>
        {code}
      </output>
      <Toggle label={m.layout_recovery_kept()} checked={kept} onChange={setKept} />
      <div className={styles.actions}>
        <Button onClick={copy}>{m.layout_recovery_copy()}</Button>
        <Button type="primary" disabled={!kept} onClick={onKept}>
          {m.layout_recovery_go_on()}
        </Button>
      </div>
    </EntryScreen>
  );
}
