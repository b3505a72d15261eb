import { Button } from "antd";
import type { SessionPage } from "../../bindings/SessionPage";
import { StatusWord, shortened, visible } from "../../components";
import { CancelPhotos } from "../../domain/CancelPhotos";
import { m } from "../../messages/messages.js";
import styles from "./session.module.css";
import { reasonWords, standingOf, waitsWords, whatOf } from "./words";

interface FollowedProps {
  page: SessionPage;
  /** The delivery that was made. */
  id: number;
  onAgain: () => void;
  onClose: () => void;
}

const LONGEST_ANSWER = 120;

/** What becomes of a photo that was sent, told by the page itself: it goes on when this is closed. */
export function Followed({ page, id, onAgain, onClose }: FollowedProps) {
  const found = page.deliveries.find(({ item }) => item.id === id);
  const item = found?.item;
  const state = item?.state;
  const isUnderWay = state === "due" || state === "waiting" || !item;
  return (
    <div className={styles.form} data-testid="photo-followed" data-state={state ?? "unknown"}>
      <p>
        <strong>{item ? whatOf(item) : m.session_photo_follow_unknown()}</strong>
      </p>
      <div role="status">
        {isUnderWay && (
          <div className={styles.busy}>
            <progress aria-label={m.session_photo_follow_due()} />
            <span>{(item && waitsWords(item, page.now)) ?? m.session_photo_follow_due()}</span>
          </div>
        )}
        {state === "delivered" && <StatusWord tone="ok">{m.session_photo_follow_delivered()}</StatusWord>}
        {item && state === "given_up" && <StatusWord tone="neutral">{standingOf(item).words}</StatusWord>}
        {state === "parked" && (
          <StatusWord tone="bad" plain>
            {m.session_photo_follow_parked({
              reason: item?.reason ? reasonWords[item.reason]() : m.session_delivery_parked(),
            })}
            {item?.answer && ` “${shortened(item.answer, LONGEST_ANSWER)}”`}
          </StatusWord>
        )}
      </div>
      {item?.photo_md5 && (
        <p className={styles.dim}>
          <code>{m.session_photo_known_md5({ md5: visible(item.photo_md5) })}</code>
        </p>
      )}
      {isUnderWay && <p className={styles.dim}>{m.session_photo_follow_away()}</p>}
      <div className={styles.buttons}>
        {item?.cancellable && <CancelPhotos ids={[item.id]} label={m.session_photo_cancel()} />}
        <Button onClick={onAgain}>{m.session_photo_follow_again()}</Button>
        <Button type="primary" onClick={onClose} autoFocus data-testid="photo-close">
          {m.kit_close()}
        </Button>
      </div>
    </div>
  );
}
