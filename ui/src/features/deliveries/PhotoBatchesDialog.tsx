import { Button } from "antd";
import { useState } from "react";
import { useRead, wordsFor } from "../../api";
import { Dialog, EmptyState, FailureState, formatTime, LoadingState, visible } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { PhotoBatch } from "./PhotoBatch";

/** The batches of photos that were sent again, and one of them row by row. */
export function PhotoBatchesDialog({ onClose }: { onClose: () => void }) {
  const [shown, setShown] = useState<number>();
  return (
    <Dialog title={m.deliveries_again_batches()} onClose={onClose} width="min(94vw, 52rem)">
      <div className={styles.again} data-testid="photo-batches">
        {shown === undefined ? <List onShow={setShown} /> : <PhotoBatch id={shown} />}
        <div className={styles.buttons}>
          {shown !== undefined && (
            <Button onClick={() => setShown(undefined)}>{m.deliveries_again_all()}</Button>
          )}
          <Button onClick={onClose}>{m.kit_close()}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function List({ onShow }: { onShow: (id: number) => void }) {
  const { data, error, refetch } = useRead("photo_batches", null);
  if (error) return <FailureState inline {...wordsFor(error)} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  if (data.length === 0)
    return <EmptyState title={m.deliveries_again_none()} hint={m.deliveries_again_none_hint()} />;
  return (
    <div className={styles.rows}>
      <table className={styles.table}>
        <caption className="visually-hidden">{m.deliveries_again_batches()}</caption>
        <tbody>
          {data.map((batch) => (
            <tr key={batch.id} data-testid="photo-batch-of" data-batch={batch.id}>
              <th scope="row">
                <Button size="small" type="link" onClick={() => onShow(batch.id)}>
                  {formatTime(batch.at, "full", batch.at)}
                </Button>
              </th>
              <td className={styles.left}>{visible(batch.by)}</td>
              <td className={styles.left}>
                {m.deliveries_again_progress({
                  done: batch.total - batch.under_way,
                  total: batch.total,
                  delivered: batch.delivered,
                  parked: batch.parked,
                  given: batch.given_up,
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
