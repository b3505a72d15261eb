import { Button } from "antd";
import { useState } from "react";
import { useWrite, wordsFor } from "../../api";
import type { BackupFile } from "../../bindings/BackupFile";
import type { BackupsView } from "../../bindings/BackupsView";
import { EmptyState, FailureState, formatTime, StatusWord, visible } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./backups.module.css";

interface FileTableProps {
  view: BackupsView;
  onRestore: (file: string) => void;
}

/** The backups of the folder, the newest first. */
export function FileTable({ view, onRestore }: FileTableProps) {
  return (
    <section className={styles.card} aria-label={m.backup_file()}>
      <p className={styles.dim}>{m.backup_folder({ folder: visible(view.folder) })}</p>
      {!view.readable ? (
        <p role="alert">
          <StatusWord tone="bad">{m.backup_unreadable()}</StatusWord>
        </p>
      ) : view.files.length === 0 ? (
        <EmptyState title={m.backup_none()} hint={m.backup_none_hint()} />
      ) : (
        <div className={styles.scrolls}>
          <table className={styles.files} data-testid="backup-files">
            <thead>
              <tr>
                <th>{m.backup_at()}</th>
                <th>{m.backup_file()}</th>
                <th className={styles.number}>{m.backup_size()}</th>
                <th>{m.backup_program()}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {view.files.map((file) => (
                <Row key={file.file} file={file} onRestore={onRestore} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const megabytes = (bytes: number): string => {
  const count = Math.max(bytes / 1_000_000, 0.1);
  return m.backup_size_mb({ count: count < 10 ? count.toFixed(1) : Math.round(count).toString() });
};

function Row({ file, onRestore }: { file: BackupFile; onRestore: (file: string) => void }) {
  const check = useWrite("check_backup");
  const [checked, setChecked] = useState<string | null>();
  const run = () => check.mutate({ file: file.file }, { onSuccess: ({ fault }) => setChecked(fault) });
  const isOne = file.at !== null;
  return (
    <tr data-testid="backup-file" data-name={file.name}>
      <td className={styles.at}>
        {isOne ? (
          formatTime(file.at ?? 0, "full", 0)
        ) : (
          <StatusWord tone="warn">{m.backup_not_one()}</StatusWord>
        )}
      </td>
      <td className={styles.name}>{visible(file.name)}</td>
      <td className={styles.number}>{megabytes(file.bytes)}</td>
      <td>{visible(file.program)}</td>
      <td>
        <div className={styles.acts}>
          {checked !== undefined && (
            <span role="status" data-testid="backup-checked" data-whole={checked === null}>
              <StatusWord tone={checked === null ? "ok" : "bad"}>
                {checked === null ? m.backup_whole() : m.backup_broken({ why: visible(checked) })}
              </StatusWord>
            </span>
          )}
          {check.error && <FailureState {...wordsFor(check.error)} inline />}
          <Button size="small" onClick={run} loading={check.isPending} data-testid="backup-check">
            {m.backup_check()}
          </Button>
          {isOne && (
            <Button size="small" onClick={() => onRestore(file.file)} data-testid="backup-restore">
              {m.backup_restore()}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}
