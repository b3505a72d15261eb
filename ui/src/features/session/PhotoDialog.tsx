import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { CallFailed, fieldOf, wordsFor } from "../../api";
import type { PhotoEvent } from "../../bindings/PhotoEvent";
import type { SessionPage } from "../../bindings/SessionPage";
import {
  Chips,
  Dialog,
  FailureState,
  formatTime,
  StatusWord,
  SubmitKey,
  shortened,
  visible,
} from "../../components";
import { m } from "../../messages/messages.js";
import { Followed } from "./Followed";
import { PhotoChoice } from "./PhotoChoice";
import { PhotoLook } from "./PhotoLook";
import { hasEnd, likelyEvent, places } from "./photos";
import styles from "./session.module.css";
import { sentMeanwhile, usePhotoAgain } from "./usePhotoAgain";
import { bytesWords } from "./words";

/** What a photo is to replace, and the file that was dropped. */
export interface PhotoWish {
  event?: PhotoEvent;
  index?: number | null;
  file?: File;
}

interface PhotoDialogProps {
  page: SessionPage;
  wish: PhotoWish;
  onClose: () => void;
}

const AUTO = "auto";
const LONGEST_NAME = 40;

/** A photo for the city once more or for the first time: choose it, see what would be sent, send it, hear what came of it. */
export function PhotoDialog({ page, wish, onClose }: PhotoDialogProps) {
  const [event, setEvent] = useState<PhotoEvent>(wish.event ?? likelyEvent(page));
  const [index, setIndex] = useState(wish.index ? String(wish.index) : AUTO);
  const { step, take, takeKept, again, submit, sending, error } = usePhotoAgain(page);
  const dropped = useRef(wish.file);
  useEffect(() => {
    const file = dropped.current;
    dropped.current = undefined;
    if (file) void take(file, event);
  });
  const send = () => submit(event, index === AUTO ? undefined : Number(index));
  const isBusy = step.step === "reading" || step.step === "fitting";
  return (
    <Dialog title={m.session_photo_title()} onClose={onClose} width="min(94vw, 60rem)" held={sending}>
      <div className={styles.form} data-testid="photo-again" data-step={step.step}>
        {step.step !== "sent" && (
          <Target
            page={page}
            event={event}
            index={index}
            onEvent={(next) => {
              setEvent(next);
              setIndex(AUTO);
            }}
            onIndex={setIndex}
          />
        )}
        {step.step === "choose" && (
          <>
            <Refused step={step} />
            <PhotoChoice
              page={page}
              event={event}
              onFile={(file) => void take(file, event)}
              onKept={takeKept}
            />
          </>
        )}
        {isBusy && (
          <div className={styles.busy} role="status">
            <progress aria-label={m.session_photo_title()} />
            <span>
              {step.step === "reading"
                ? m.session_photo_reading({ name: shortened(step.name, LONGEST_NAME) })
                : m.session_photo_fitting()}
            </span>
            <Button onClick={again} data-testid="photo-stop">
              {m.session_photo_stop()}
            </Button>
          </div>
        )}
        {step.step === "look" && (
          <>
            <SubmitKey label={m.session_photo_send()} onSubmit={send} />
            <PhotoLook {...step} />
            <StatusWord tone="info" plain>
              {m.session_photo_keeps()}
            </StatusWord>
            {error && <NotSent error={error} />}
            <div className={styles.buttons}>
              <Button onClick={again} disabled={sending}>
                {m.session_photo_other()}
              </Button>
              <Button type="primary" loading={sending} onClick={send} data-testid="photo-send" autoFocus>
                {m.session_photo_send()}
              </Button>
            </div>
          </>
        )}
        {step.step === "sent" && (
          <Followed page={page} id={step.delivery} onAgain={again} onClose={onClose} />
        )}
      </div>
    </Dialog>
  );
}

interface TargetProps {
  page: SessionPage;
  event: PhotoEvent;
  index: string;
  onEvent: (event: PhotoEvent) => void;
  onIndex: (index: string) => void;
}

/** As a photo of which end, in which of its two places. */
function Target({ page, event, index, onEvent, onIndex }: TargetProps) {
  const ends = [
    { value: "arrival" as const, label: m.session_photo_end_arrival() },
    { value: "departure" as const, label: m.session_photo_end_departure() },
  ];
  return (
    <div className={styles.target}>
      <span>
        <span className={styles.dim}>{m.session_photo_end()}</span>
        <Chips<PhotoEvent>
          label={m.session_photo_end()}
          value={event}
          onChange={onEvent}
          options={ends.filter((one) => hasEnd(page, one.value) || one.value === event)}
        />
      </span>
      <span>
        <span className={styles.dim}>{m.session_photo_index()}</span>
        <Chips<string>
          label={m.session_photo_index()}
          value={index}
          onChange={onIndex}
          options={[
            { value: AUTO, label: m.session_photo_index_auto() },
            ...places(page, event).map((place) => ({
              value: String(place),
              label: m.session_photo_place({ index: place }),
            })),
          ]}
        />
      </span>
      {index === AUTO && <span className={styles.dim}>{m.session_photo_index_auto_hint()}</span>}
      {!hasEnd(page, event) && (
        <StatusWord tone="warn" plain>
          {m.session_photo_end_none()}
        </StatusWord>
      )}
    </div>
  );
}

/** Why a file was not taken. */
function Refused({ step }: { step: { tooBig?: number; unread?: boolean; error?: unknown } }) {
  if (step.tooBig !== undefined)
    return (
      <FailureState
        inline
        severity="notice"
        what={m.session_photo_too_big({ bytes: bytesWords(step.tooBig) })}
      />
    );
  if (step.unread) return <FailureState inline severity="notice" what={m.session_photo_unread()} />;
  if (step.error === undefined) return null;
  return <FailureState inline {...wordsOf(step.error)} />;
}

function NotSent({ error }: { error: Error }) {
  return <FailureState inline {...wordsOf(error)} />;
}

/** What is gone here is a photo or its delivery, and not the whole visit. */
function wordsOf(error: unknown) {
  const other = sentMeanwhile(error);
  if (other) {
    const { by, at } = other;
    const what = m.session_photo_meanwhile({ by: visible(by), at: formatTime(at, "full", at) });
    return { severity: "notice" as const, what, next: m.session_photo_meanwhile_next() };
  }
  if (error instanceof CallFailed && error.failure.code === "not_found")
    return { severity: "notice" as const, what: m.session_photo_gone() };
  if (fieldOf(error) === "event") return { severity: "notice" as const, what: m.session_photo_end_none() };
  return wordsFor(error);
}
