import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { TextField } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./backups.module.css";

/** A backup that is not in the folder, as when moving to a new computer. */
export function Elsewhere({ onLook }: { onLook: (file: string) => void }) {
  const [file, setFile] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onLook(file.trim());
  };
  return (
    <form className={styles.card} onSubmit={submit} aria-label={m.backup_elsewhere()}>
      <h2>{m.backup_elsewhere()}</h2>
      <p className={styles.dim}>{m.backup_elsewhere_hint()}</p>
      <TextField label={m.backup_elsewhere_file()} value={file} onChange={setFile} maxLength={1_000} />
      <Button htmlType="submit" disabled={file.trim() === ""} data-testid="backup-look">
        {m.backup_look()}
      </Button>
    </form>
  );
}
