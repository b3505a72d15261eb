import { Button } from "antd";
import { useState } from "react";
import { useRead, useWrite, wordsFor } from "../../api";
import { FailureState, LoadingState, Page } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./backups.module.css";
import { Elsewhere } from "./Elsewhere";
import { FileTable } from "./FileTable";
import { News } from "./News";
import { PlanForm } from "./PlanForm";
import { RestoreDialog } from "./RestoreDialog";

/** The backups, how they are made by themselves, and having one put back. */
export function BackupsScreen() {
  const read = useRead("backups", null);
  const make = useWrite("make_backup");
  const [restoring, setRestoring] = useState<string>();
  const view = read.data;
  return (
    <Page
      title={m.backup_title()}
      testId="backups"
      actions={
        <Button
          type="primary"
          loading={make.isPending || (view?.running ?? null) !== null}
          onClick={() => make.mutate(null)}
          data-testid="backup-make"
        >
          {m.backup_make()}
        </Button>
      }
    >
      {make.error && <FailureState {...wordsFor(make.error)} inline />}
      {view ? (
        <div className={styles.page}>
          <div className={styles.main}>
            <News view={view} />
            <FileTable view={view} onRestore={setRestoring} />
          </div>
          <div className={styles.side}>
            <PlanForm key={JSON.stringify(view.plan)} plan={view.plan} />
            <Elsewhere onLook={setRestoring} />
          </div>
        </div>
      ) : read.error ? (
        <FailureState {...wordsFor(read.error)} onRetry={() => void read.refetch()} />
      ) : (
        <LoadingState />
      )}
      {restoring !== undefined && <RestoreDialog file={restoring} onClose={() => setRestoring(undefined)} />}
    </Page>
  );
}
