import { Button } from "antd";
import { useState } from "react";
import { useRead, useWrite, wordsFor } from "../../api";
import type { PhotoAgain } from "../../bindings/PhotoAgain";
import type { PhotosAgain } from "../../bindings/PhotosAgain";
import type { PhotosOf } from "../../bindings/PhotosOf";
import {
  Dialog,
  FailureState,
  formatTime,
  LoadingState,
  StatusWord,
  type Tone,
  visible,
} from "../../components";
import { deliveryKindWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { PhotoBatch } from "./PhotoBatch";

interface PhotosAgainDialogProps {
  of: PhotosOf;
  onClose: () => void;
}

const whatWords: Record<PhotoAgain, { tone: Tone; words: () => string }> = {
  send: { tone: "ok", words: m.deliveries_again_send },
  fetch: { tone: "info", words: m.deliveries_again_fetch },
  under_way: { tone: "neutral", words: m.deliveries_again_under_way },
  missing: { tone: "warn", words: m.deliveries_again_missing },
};

/** Which photos would go to the city again, and then their way there. */
export function PhotosAgainDialog({ of, onClose }: PhotosAgainDialogProps) {
  const [begun, setBegun] = useState<PhotosAgain>();
  const look = useRead("preview_photos_again", of, { enabled: begun === undefined });
  const send = useWrite("send_photos_again");
  const goes = look.data ? look.data.send + look.data.fetch : 0;
  const run = () => send.mutate(of, { onSuccess: setBegun });
  const batch = begun?.batch ?? null;
  return (
    <Dialog
      title={m.deliveries_again_title()}
      onClose={onClose}
      width="min(94vw, 52rem)"
      held={send.isPending}
    >
      <div className={styles.again} data-testid="photos-again">
        {batch !== null ? (
          <PhotoBatch id={batch} />
        ) : (
          <>
            {look.error && (
              <FailureState inline {...wordsFor(look.error)} onRetry={() => void look.refetch()} />
            )}
            {look.isPending && <LoadingState />}
            {look.data && <Look look={begun ?? look.data} />}
            {begun && <StatusWord tone="info">{m.deliveries_again_nothing()}</StatusWord>}
            {send.error && <FailureState inline {...wordsFor(send.error)} />}
            <p>{m.deliveries_again_keeps()}</p>
          </>
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{m.kit_close()}</Button>
          {!begun && (
            <Button
              type="primary"
              loading={send.isPending}
              disabled={goes === 0}
              onClick={run}
              data-testid="photos-again-send"
            >
              {m.deliveries_again_go({ count: goes })}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Look({ look }: { look: PhotosAgain }) {
  const kinds = Object.keys(whatWords) as PhotoAgain[];
  const all = kinds.reduce((sum, what) => sum + look[what], 0);
  return (
    <>
      <ul className={styles.counts}>
        {kinds.map((what) => (
          <li key={what} data-testid="photos-again-count" data-what={what}>
            <StatusWord tone={look[what] > 0 ? whatWords[what].tone : "neutral"} plain>
              {whatWords[what].words()} {look[what]}
            </StatusWord>
          </li>
        ))}
      </ul>
      {look.rows.length > 0 && (
        <div className={styles.rows}>
          <table className={styles.table}>
            <caption className="visually-hidden">{m.deliveries_again_title()}</caption>
            <tbody>
              {look.rows.map((row) => (
                <tr key={`${row.session} ${row.kind} ${row.img_index ?? ""}`} data-testid="photos-again-row">
                  <th scope="row">{visible(row.plate.text) || "—"}</th>
                  <td className={styles.left}>
                    {deliveryKindWords[row.kind]()} {row.img_index ?? ""}
                  </td>
                  <td className={styles.left}>{formatTime(row.at, "full", row.at)}</td>
                  <td className={styles.left}>{whatWords[row.what].words()}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {all > look.rows.length && (
        <p className={styles.dim}>{m.deliveries_again_first({ count: look.rows.length, total: all })}</p>
      )}
    </>
  );
}
