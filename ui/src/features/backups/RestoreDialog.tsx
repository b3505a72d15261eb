import { Button } from "antd";
import { useRead, useWrite, wordsFor } from "../../api";
import type { RestorePreview } from "../../bindings/RestorePreview";
import { Dialog, FailureState, formatTime, LoadingState, StatusWord, visible } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./backups.module.css";

/** What putting a backup back would do, before it is asked for. */
export function RestoreDialog({ file, onClose }: { file: string; onClose: () => void }) {
  const look = useRead("preview_restore", { file });
  const ask = useWrite("ask_restore");
  const run = () => ask.mutate({ file }, { onSuccess: onClose });
  return (
    <Dialog
      title={m.backup_restore_title()}
      onClose={onClose}
      held={ask.isPending}
      width="40rem"
      footer={
        <>
          <Button onClick={onClose} disabled={ask.isPending}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            danger
            onClick={run}
            disabled={!look.data || look.data.newer}
            loading={ask.isPending}
            data-testid="restore-ask"
          >
            {m.backup_restore_go()}
          </Button>
        </>
      }
    >
      <div className={styles.preview} data-testid="restore-preview">
        <p className={styles.dim}>{visible(file)}</p>
        {look.data ? (
          <Said look={look.data} />
        ) : look.error ? (
          <FailureState {...wordsFor(look.error)} onRetry={() => void look.refetch()} />
        ) : (
          <LoadingState />
        )}
        {ask.error && <FailureState {...wordsFor(ask.error)} inline />}
      </div>
    </Dialog>
  );
}

function Said({ look }: { look: RestorePreview }) {
  return (
    <>
      <p>{m.backup_restore_made({ at: formatTime(look.at, "full", 0), program: visible(look.program) })}</p>
      {look.newer ? (
        <p role="alert">
          <StatusWord tone="bad">{m.backup_restore_newer()}</StatusWord>
        </p>
      ) : (
        <ul>
          <li>{m.backup_restore_passages({ count: look.passages })}</li>
          <li>
            {look.acts > 0 ? (
              <strong>{m.backup_restore_acts({ count: look.acts })}</strong>
            ) : (
              m.backup_restore_acts_none()
            )}
          </li>
          <li>{m.backup_restore_kept()}</li>
          <li>{m.backup_secrets()}</li>
          <li>{m.backup_restore_when()}</li>
        </ul>
      )}
    </>
  );
}
