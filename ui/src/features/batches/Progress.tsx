import type { BatchView } from "../../bindings/BatchView";
import { StatusWord, stayWords } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./batches.module.css";
import { useRate } from "./useRate";
import { stateWords, workWords } from "./words";

/** How far a batch is: a bar, how many a second, how long it takes yet. */
export function Progress({ batch }: { batch: BatchView }) {
  const rate = useRate(batch);
  const tried = batch.total - batch.left;
  const share = batch.total === 0 ? 1 : tried / batch.total;
  const { tone, words } = stateWords[batch.state];
  return (
    <div className={styles.progress} data-testid="batch-progress" data-state={batch.state}>
      <div className={styles.line}>
        <StatusWord tone={tone} plain>
          {words()}
        </StatusWord>
        <span className={styles.number}>{m.batches_tried({ tried, total: batch.total })}</span>
        {rate !== undefined && (
          <span className={styles.dim}>
            {m.batches_rate({ rate: rate < 10 ? rate.toFixed(1) : Math.round(rate) })}
          </span>
        )}
        {rate !== undefined && batch.left > 0 && (
          <span className={styles.dim}>
            {m.batches_left({ time: stayWords((batch.left / rate) * 1000) })}
          </span>
        )}
      </div>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={workWords(batch.work)}
        aria-valuemin={0}
        aria-valuemax={batch.total}
        aria-valuenow={tried}
      >
        <i style={{ width: `${share * 100}%` }} data-state={batch.state} />
      </div>
    </div>
  );
}
