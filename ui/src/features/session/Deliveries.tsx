import { RedoOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useWrite, wordsFor } from "../../api";
import type { SessionDelivery } from "../../bindings/SessionDelivery";
import type { SessionPage } from "../../bindings/SessionPage";
import {
  EmptyState,
  formatTime,
  PhotoView,
  StatusWord,
  shortened,
  Time,
  toast,
  visible,
} from "../../components";
import { CancelPhotos } from "../../domain/CancelPhotos";
import { m } from "../../messages/messages.js";
import { Attempts } from "./Attempts";
import styles from "./session.module.css";
import { inUrgency, isSuperseded, keepsOld } from "./told";
import { bytesWords, isOwnWord, isPhoto, reasonWords, standingOf, waitsWords, whatOf } from "./words";

interface DeliveriesProps {
  page: SessionPage;
  /** Another photo in place of this one. */
  onPhoto: (delivery: SessionDelivery) => void;
}

/** Everything that the city is owed or has of a session, each with its whole history. */
export function Deliveries({ page, onPhoto }: DeliveriesProps) {
  return (
    <section className={styles.block} aria-labelledby="session-deliveries">
      <h2 id="session-deliveries">{m.session_deliveries()}</h2>
      {page.deliveries.length === 0 ? (
        <EmptyState title={m.session_deliveries_none()} hint={m.session_deliveries_none_hint()} />
      ) : (
        <ul className={styles.deliveries}>
          {inUrgency(page).map((delivery) => (
            <li key={delivery.item.id}>
              <Delivery page={page} delivery={delivery} onPhoto={onPhoto} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const LONGEST_ANSWER = 160;

function Delivery({ page, delivery, onPhoto }: DeliveriesProps & { delivery: SessionDelivery }) {
  const { item } = delivery;
  const { tone, words } = standingOf(item);
  const what = whatOf(item);
  const waits = waitsWords(item, page.now);
  return (
    <article
      className={styles.delivery}
      aria-label={what}
      data-testid="session-delivery"
      data-delivery={item.id}
      data-kind={item.kind}
      data-state={item.state}
    >
      {isPhoto(item.kind) && (
        <div className={styles.picture}>
          <PhotoView
            photo={item.photo}
            alt={m.session_photo_alt({
              plate: visible(page.plate.text) || m.session_no_plate(),
              kind: what,
            })}
            size="thumbnail"
          />
        </div>
      )}
      <div className={styles.about}>
        <div className={styles.line}>
          <strong>{what}</strong>
          <StatusWord tone={tone}>{words}</StatusWord>
          {item.delivered_at !== null && (
            <span className={styles.dim}>
              {m.session_delivered_at({ at: formatTime(item.delivered_at, "smart", page.now) })}
            </span>
          )}
          {waits && <span className={styles.dim}>{waits}</span>}
          <span className={styles.acts}>
            {item.state === "parked" && <Retry id={item.id} what={what} />}
            {item.cancellable && (
              <CancelPhotos ids={[item.id]} label={m.session_photo_cancel()} what={what} small />
            )}
            {isPhoto(item.kind) && item.state !== "given_up" && (
              <Button
                size="small"
                icon={<UploadOutlined aria-hidden />}
                onClick={() => onPhoto(delivery)}
                aria-label={`${m.session_another_photo()} · ${what}`}
              >
                {m.session_another_photo()}
              </Button>
            )}
          </span>
        </div>
        {item.state !== "delivered" && item.reason && <p>{reasonWords[item.reason]()}</p>}
        {isSuperseded(page, delivery) && <p className={styles.dim}>{m.session_superseded()}</p>}
        {isPhoto(item.kind) && keepsOld(page, delivery) && (
          <p className={styles.dim}>{m.session_keeps_old()}</p>
        )}
        {item.state === "parked" && item.answer && (
          <p className={styles.answer}>“{shortened(item.answer, LONGEST_ANSWER)}”</p>
        )}
        {item.asked_by !== null && (
          <p className={styles.dim}>
            {m.session_photo_asked({
              by: visible(item.asked_by),
              at: formatTime(delivery.owed_at, "smart", page.now),
            })}
          </p>
        )}
        {item.give_up_reason && !isOwnWord(item.give_up_reason) && (
          <p className={styles.dim}>
            {m.session_given_up_why({ reason: shortened(item.give_up_reason, LONGEST_ANSWER) })}
          </p>
        )}
        <PhotoFacts delivery={delivery} />
        <Attempts attempts={delivery.attempts} withPhoto={isPhoto(item.kind)} />
        {delivery.payload !== null && (
          <details className={styles.payload}>
            <summary>{m.session_payload()}</summary>
            <code>{visible(delivery.payload)}</code>
          </details>
        )}
      </div>
    </article>
  );
}

function Retry({ id, what }: { id: number; what: string }) {
  const retry = useWrite("retry_deliveries");
  const run = () =>
    retry.mutate(
      { which: "chosen", ids: [id] },
      {
        onSuccess: ({ freed }) =>
          freed > 0 ? toast.ok(m.session_retried(), what) : toast.info(m.session_retried_none(), what),
        onError: (error) => toast.failure(wordsFor(error)),
      },
    );
  return (
    <Button
      size="small"
      type="primary"
      icon={<RedoOutlined aria-hidden />}
      loading={retry.isPending}
      onClick={run}
      aria-label={m.session_retry_what({ what })}
      data-testid="retry-delivery"
    >
      {m.session_retry()}
    </Button>
  );
}

/** Sizes and the MD5 that was sent, beside the picture. */
function PhotoFacts({ delivery: { item, photo, attempts } }: { delivery: SessionDelivery }) {
  if (!photo) return null;
  const wasSent = attempts.some((attempt) => attempt.photo_md5 !== null);
  return (
    <div className={styles.facts}>
      {photo.from_staff && (
        <StatusWord tone="info" plain>
          {m.session_from_staff()}
        </StatusWord>
      )}
      {photo.bytes !== null && photo.width !== null && photo.height !== null && (
        <span>
          {photo.sent_bytes === null
            ? m.session_photo_bytes({
                width: photo.width,
                height: photo.height,
                bytes: bytesWords(photo.bytes),
              })
            : m.session_photo_sizes({
                width: photo.width,
                height: photo.height,
                bytes: bytesWords(photo.bytes),
                sent: bytesWords(photo.sent_bytes),
              })}
        </span>
      )}
      {photo.error && (
        <span>
          {m.session_photo_error({ count: photo.fetch_tries, error: shortened(photo.error, LONGEST_ANSWER) })}
        </span>
      )}
      {item.photo_md5 && (
        <span>
          {wasSent ? m.session_md5() : m.session_md5_next()}{" "}
          <code data-testid="photo-md5">{visible(item.photo_md5)}</code>
        </span>
      )}
      <Time at={item.at} />
    </div>
  );
}
