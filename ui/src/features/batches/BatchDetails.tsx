import { CaretRightOutlined, DownloadOutlined, PauseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useWindows, useWrite, wordsFor } from "../../api";
import type { BatchRowView } from "../../bindings/BatchRowView";
import type { BatchView } from "../../bindings/BatchView";
import {
  Chips,
  type Column,
  EmptyState,
  FailureState,
  LoadingState,
  Plate,
  SafeText,
  toast,
  VirtualTable,
} from "../../components";
import { fieldWords, OutcomeWord, operationWords, saveFile } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./batches.module.css";
import { Progress } from "./Progress";
import { workWords } from "./words";

const LONGEST_ANSWER = 120;
const LONGEST_VALUE = 24;

/** One batch: how far it is, what can be done about it, and its rows. */
export function BatchDetails({ batch, onPlate }: { batch: BatchView; onPlate: (plate: string) => void }) {
  const [failedOnly, setFailedOnly] = useState(false);
  const windows = useWindows("batch_rows", { id: batch.id, failed_only: failedOnly });
  const columns = useBatchColumns();
  const failed = batch.failed + batch.unknown;
  return (
    <section className={styles.details} aria-label={workWords(batch.work)}>
      <div className={styles.head}>
        <h2>{workWords(batch.work)}</h2>
        <Acts batch={batch} />
      </div>
      <Progress batch={batch} />
      <div className={styles.line}>
        <Chips<"all" | "failed">
          label={m.batches_rows()}
          value={failedOnly ? "failed" : "all"}
          onChange={(value) => setFailedOnly(value === "failed")}
          options={[
            { value: "all", label: m.batches_rows_all(), count: batch.total },
            { value: "failed", label: m.batches_rows_failed(), count: failed },
          ]}
        />
        <span className={styles.dim}>
          {m.batches_counts({ done: batch.done, failed: batch.failed, unknown: batch.unknown })}
        </span>
      </div>
      {batch.failed > 0 && batch.state === "finished" && (
        <p className={styles.dim}>{m.batches_failed_hint()}</p>
      )}
      {batch.unknown > 0 && batch.state === "finished" && (
        <p className={styles.dim}>{m.batches_unknown_hint()}</p>
      )}
      {windows.head ? (
        <VirtualTable
          label={m.batches_rows()}
          columns={columns}
          total={windows.total}
          rowAt={windows.rowAt}
          keyOf={(row) => String(row.row)}
          onSee={windows.see}
          startKey={windows.key}
          old={windows.old}
          onOpen={(row) => onPlate(row.plate.text)}
          empty={<EmptyState title={failedOnly ? m.batches_no_failed() : m.batches_no_rows()} />}
          testId="batch-rows"
        />
      ) : windows.error ? (
        <FailureState {...wordsFor(windows.error)} onRetry={windows.retry} />
      ) : (
        <LoadingState />
      )}
    </section>
  );
}

function Acts({ batch }: { batch: BatchView }) {
  const stop = useWrite("stop_batch");
  const resume = useWrite("resume_batch");
  const file = useWrite("batch_file");
  const failure = { onError: (error: Error) => toast.failure(wordsFor(error)) };
  const isGoing = batch.state === "running" || batch.state === "waiting";
  return (
    <div className={styles.acts}>
      {isGoing && (
        <Button
          icon={<PauseOutlined aria-hidden />}
          loading={stop.isPending}
          onClick={() => stop.mutate({ id: batch.id }, failure)}
          data-testid="batch-stop"
        >
          {m.batches_stop()}
        </Button>
      )}
      {batch.state === "stopped" && (
        <Button
          type="primary"
          icon={<CaretRightOutlined aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate({ id: batch.id }, failure)}
          data-testid="batch-resume"
        >
          {m.batches_resume()}
        </Button>
      )}
      <Button
        icon={<DownloadOutlined aria-hidden />}
        loading={file.isPending}
        onClick={() =>
          file.mutate({ id: batch.id }, { ...failure, onSuccess: (answer) => void saveFile(answer) })
        }
        data-testid="batch-file"
      >
        {m.batches_file()}
      </Button>
    </div>
  );
}

function useBatchColumns(): readonly Column<BatchRowView>[] {
  return useMemo(
    () => [
      { id: "row", title: m.batches_row(), width: "4rem", end: true, cell: (row) => row.row },
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      {
        id: "operation",
        title: m.batches_operation(),
        width: "6.5rem",
        cell: (row) => operationWords[row.operation](),
      },
      {
        id: "outcome",
        title: m.batches_outcome(),
        width: "7.5rem",
        cell: (row) =>
          row.outcome === null ? (
            <span className={styles.dim}>{m.batches_row_waits()}</span>
          ) : (
            <OutcomeWord outcome={row.outcome} />
          ),
      },
      {
        id: "what",
        title: m.batches_what(),
        width: "minmax(14rem, 1fr)",
        cell: (row) =>
          row.answer ? <SafeText text={row.answer} length={LONGEST_ANSWER} /> : <Changes row={row} />,
      },
    ],
    [],
  );
}

function Changes({ row }: { row: BatchRowView }) {
  return row.changes.map(({ field, before, after }) => (
    <span key={field} className={styles.change}>
      {fieldWords[field]()} {before !== "" && <SafeText text={before} length={LONGEST_VALUE} />}
      {before !== "" && " → "}
      <SafeText text={after} length={LONGEST_VALUE} />
    </span>
  ));
}
