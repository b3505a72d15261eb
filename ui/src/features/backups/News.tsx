import { Button } from "antd";
import { host, useWrite, wordsFor, wordsForFailure } from "../../api";
import type { BackupStage } from "../../bindings/BackupStage";
import type { BackupsView } from "../../bindings/BackupsView";
import { FailureState, formatTime, StatusWord, visible } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./backups.module.css";

const stageWords: Readonly<Record<BackupStage, () => string>> = {
  database: m.backup_stage_database,
  files: m.backup_stage_files,
  verify: m.backup_stage_verify,
};

/** What goes on and what became of it: a backup that is made or failed, one that is to be put back or was. */
export function News({ view }: { view: BackupsView }) {
  const { running, failure, restore, restored } = view;
  return (
    <>
      {running && (
        <div className={styles.news} role="status" data-testid="backup-running">
          <StatusWord tone="info">{stageWords[running.stage]()}</StatusWord>
          <progress max={100} value={running.percent} aria-label={stageWords[running.stage]()} />
          <span className={styles.dim}>{m.backup_percent({ percent: running.percent })}</span>
        </div>
      )}
      {failure && (
        <div className={styles.news} role="alert" data-testid="backup-failed">
          <StatusWord tone="bad">{m.backup_failed({ at: formatTime(failure.at, "full", 0) })}</StatusWord>
          <FailureState {...wordsForFailure(failure.why)} inline />
          <span className={styles.dim}>{m.backup_failed_keeps()}</span>
        </div>
      )}
      {restore !== null && <Waiting file={restore} />}
      {restored && (
        <div
          className={styles.news}
          role={restored.why ? "alert" : "status"}
          data-testid="backup-restored"
          data-done={restored.why === null}
        >
          <StatusWord tone={restored.why ? "bad" : "ok"}>
            {restored.why
              ? m.backup_restored_not({ file: visible(restored.file) })
              : m.backup_restored({ file: visible(restored.file) })}
          </StatusWord>
          {restored.why ? (
            <>
              <FailureState {...wordsForFailure(restored.why)} inline />
              <span className={styles.dim}>{m.backup_restored_not_keeps()}</span>
            </>
          ) : (
            <span className={styles.dim}>
              {restored.kept !== "" && m.backup_restored_kept({ kept: visible(restored.kept) })}{" "}
              {m.backup_secrets()}
            </span>
          )}
        </div>
      )}
    </>
  );
}

function Waiting({ file }: { file: string }) {
  const withdraw = useWrite("withdraw_restore");
  const { desktop } = host();
  return (
    <div className={styles.news} role="status" data-testid="backup-waiting">
      <StatusWord tone="warn">{m.backup_waiting({ file: visible(file) })}</StatusWord>
      <span className={styles.dim}>{m.backup_waiting_hint()}</span>
      <span className={styles.acts}>
        <Button
          onClick={() => withdraw.mutate(null)}
          loading={withdraw.isPending}
          data-testid="backup-withdraw"
        >
          {m.backup_withdraw()}
        </Button>
        {desktop && (
          <Button type="primary" onClick={() => void desktop.quit()} data-testid="backup-quit">
            {m.backup_quit()}
          </Button>
        )}
      </span>
      {withdraw.error && <FailureState {...wordsFor(withdraw.error)} inline />}
    </div>
  );
}
