import { ArrowRightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { fieldOf, useWrite, wordsFor } from "../../api";
import type { PassageItem } from "../../bindings/PassageItem";
import type { PlateCorrected } from "../../bindings/PlateCorrected";
import {
  Dialog,
  FailureState,
  formatTime,
  formOf,
  judge,
  noPlate,
  Plate,
  type PlateEntry,
  PlateInput,
  StatusWord,
  shortened,
  toast,
  useKeys,
  written,
} from "../../components";
import { directionWord, PassagePhotos } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./correct.module.css";

interface CorrectPlateProps {
  passage: PassageItem;
  onClose: () => void;
}

const LONGEST_REASON = 200;

/** Puts the plate of a passage right: what it is, why, and what changes by it. */
export function CorrectPlate({ passage, onClose }: CorrectPlateProps) {
  return (
    <Dialog title={m.plate_correct_title()} onClose={onClose} width="58rem">
      {passage.session === null ? (
        <p>{m.plate_correct_unpaired()}</p>
      ) : (
        <Form passage={passage} session={passage.session} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Form({ passage, session, onClose }: CorrectPlateProps & { session: number }) {
  // The reading is almost right: one character is changed, and not seven typed.
  const [entry, setEntry] = useState<PlateEntry>(
    passage.plate.text === "" ? noPlate : { typed: passage.plate.text, insisted: false },
  );
  const [touched, setTouched] = useState(false);
  const [reason, setReason] = useState("");
  const write = useWrite("correct_plate");
  const verdict = judge(entry);
  const isSame = verdict.text === passage.plate.text && !verdict.empty;
  const ready = verdict.acceptable && !isSame && reason.trim() !== "" && !write.isPending;

  const submit = async () => {
    if (!ready) return;
    try {
      const done = await write.mutateAsync({
        session,
        plate: verdict.text,
        reason: reason.trim(),
      });
      toast.ok(m.plate_correct_done({ plate: written(verdict.text, verdict.form) }), cameTo(done));
      onClose();
    } catch {
      // Shown below from the write itself; what was typed stays.
    }
  };
  useKeys([
    {
      keys: "Enter",
      label: m.plate_correct_act(),
      group: m.plate_correct_title(),
      inFields: true,
      run: (event) => (event.target instanceof HTMLButtonElement ? event.target.click() : void submit()),
    },
  ]);

  const field = fieldOf(write.error);
  const words = write.error ? wordsFor(write.error) : undefined;
  return (
    <div className={styles.form} data-testid="correct-plate">
      <div className={styles.photos}>
        <PassagePhotos passage={passage} size="full" whole />
      </div>
      <div className={styles.fields}>
        <div className={styles.before}>
          <span className={styles.label}>{m.plate_correct_read()}</span>
          <Plate plate={passage.plate} />
          <ArrowRightOutlined aria-hidden />
          <span>
            {m.plate_correct_at({
              lane: shortened(passage.lane, 20),
              direction: directionWord(passage.direction),
              at: formatTime(passage.at, "smart", Date.now()),
            })}
          </span>
        </div>
        <PlateInput
          value={entry}
          onChange={(next) => {
            setEntry(next);
            setTouched(true);
          }}
          label={m.plate_correct_right()}
          autoFocus
          error={field === "plate" ? words?.what : isSame && touched ? m.plate_correct_same() : undefined}
        />
        <Why reason={reason} onReason={setReason} error={field === "reason" ? words?.what : undefined} />
        <Changes plate={verdict.text} />
        {words && field !== "plate" && field !== "reason" && <FailureState {...words} inline />}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{m.kit_cancel()}</Button>
          <Button
            type="primary"
            disabled={!ready}
            loading={write.isPending}
            onClick={() => void submit()}
            data-testid="correct-plate-send"
          >
            {m.plate_correct_act()}
          </Button>
        </div>
      </div>
    </div>
  );
}

function cameTo(done: PlateCorrected): string {
  const city =
    done.sent_again > 0
      ? m.plate_correct_done_sent({ count: done.sent_again })
      : m.plate_correct_done_nothing();
  return done.joined ? `${city} · ${m.plate_correct_done_joined()}` : city;
}

interface WhyProps {
  reason: string;
  onReason: (reason: string) => void;
  error: string | undefined;
}

function Why({ reason, onReason, error }: WhyProps) {
  const usual = [
    m.plate_correct_reason_photo(),
    m.plate_correct_reason_driver(),
    m.plate_correct_reason_dirty(),
  ];
  return (
    <div className={styles.why}>
      <label>
        <span className={styles.label}>{m.plate_correct_reason()}</span>
        <input
          value={reason}
          onChange={(event) => onReason(event.target.value)}
          maxLength={LONGEST_REASON}
          placeholder={m.plate_correct_reason_example()}
          aria-invalid={error !== undefined}
          data-testid="correct-plate-reason"
        />
      </label>
      {error && (
        <p>
          <StatusWord tone="bad" plain>
            {error}
          </StatusWord>
        </p>
      )}
      <div className={styles.usual}>
        {usual.map((words) => (
          <button key={words} type="button" onClick={() => onReason(words)} aria-pressed={reason === words}>
            {words}
          </button>
        ))}
      </div>
    </div>
  );
}

function Changes({ plate }: { plate: string }) {
  return (
    <div className={styles.changes}>
      <strong>{m.plate_correct_changes()}</strong>
      <ul>
        <li>{m.plate_correct_changes_here({ plate: plate === "" ? "…" : written(plate, formOf(plate)) })}</li>
        <li>{m.plate_correct_changes_city()}</li>
        <li>{m.plate_correct_changes_join()}</li>
        <li>{m.plate_correct_changes_audit()}</li>
      </ul>
    </div>
  );
}
