import { Button } from "antd";
import { useRead, useWrite, wordsFor } from "../../api";
import { FailureState, formatTime, LoadingState, StatusWord, toast, visible } from "../../components";
import { deliveryKindWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { stateWords, whyOf } from "./words";

/** How far a batch of photos is, row by row; what is not sent yet can be stopped. It goes on without this. */
export function PhotoBatch({ id }: { id: number }) {
  const read = useRead("photo_batch", { id });
  const stop = useWrite("cancel_photo_batch");
  if (!read.data) {
    return read.error ? (
      <FailureState inline {...wordsFor(read.error)} onRetry={() => void read.refetch()} />
    ) : (
      <LoadingState />
    );
  }
  const { batch, rows } = read.data;
  const run = () =>
    stop.mutate(
      { id },
      {
        onSuccess: ({ cancelled, sent }) => {
          const late = sent > 0 ? m.domain_photos_cancel_late({ count: sent }) : undefined;
          if (cancelled > 0) toast.ok(m.domain_photos_cancelled({ count: cancelled }), late);
          else toast.info(m.domain_photos_cancelled_none(), late);
        },
        onError: (error) => toast.failure(wordsFor(error)),
      },
    );
  const done = batch.total - batch.under_way;
  return (
    <div className={styles.again} data-testid="photo-batch" data-batch={id} data-open={batch.under_way}>
      {read.error && <FailureState inline {...wordsFor(read.error)} onRetry={() => void read.refetch()} />}
      <p>{m.deliveries_again_by({ by: visible(batch.by), at: formatTime(batch.at, "full", batch.at) })}</p>
      <progress aria-label={m.deliveries_again_title()} max={Math.max(batch.total, 1)} value={done} />
      <p role="status">
        {m.deliveries_again_progress({
          done,
          total: batch.total,
          delivered: batch.delivered,
          parked: batch.parked,
          given: batch.given_up,
        })}
      </p>
      {batch.under_way > 0 && <p>{m.deliveries_again_away()}</p>}
      {batch.cancellable > 0 && (
        <div className={styles.buttons}>
          <Button danger loading={stop.isPending} onClick={run} data-testid="photo-batch-stop">
            {m.deliveries_again_stop({ count: batch.cancellable })}
          </Button>
        </div>
      )}
      <div className={styles.rows}>
        <table className={styles.table}>
          <caption className="visually-hidden">{m.deliveries_again_title()}</caption>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} data-testid="photo-batch-row" data-state={row.state}>
                <th scope="row">{visible(row.plate.text) || "—"}</th>
                <td className={styles.left}>
                  {deliveryKindWords[row.kind]()} {row.img_index ?? ""}
                </td>
                <td className={styles.left}>
                  <StatusWord tone={stateWords[row.state].tone} plain>
                    {stateWords[row.state].words()}
                  </StatusWord>
                </td>
                <td className={styles.left}>{visible(whyOf(row))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {batch.total > rows.length && (
        <p className={styles.dim}>{m.deliveries_again_first({ count: rows.length, total: batch.total })}</p>
      )}
    </div>
  );
}
