import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { CallFailed, fieldOf, useMe, useWrite, wordsFor } from "../../api";
import type { ShiftNow } from "../../bindings/ShiftNow";
import {
  Choice,
  Dialog,
  FailureState,
  Field,
  SubmitKey,
  shortened,
  TextField,
  Time,
  toast,
} from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./shift.module.css";

const LONGEST_NOTE = 2_000;
const LONGEST_PIN = 8;
const LONGEST_NAME = 24;
/** Whoever signs by name and password. No name is empty. */
const BY_PASSWORD = "";

/** Hands the shift over: a note, and both sign. Whoever comes is signed in here afterwards. */
export function CloseDialog({ now, onClose }: { now: ShiftNow; onClose: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const write = useWrite("close_shift");
  const byPin = me.has_pin && me.role === "attendant";
  const [note, setNote] = useState("");
  const [secret, setSecret] = useState("");
  const [chosen, setChosen] = useState(now.attendants[0] ?? BY_PASSWORD);
  const [name, setName] = useState("");
  const [takenSecret, setTakenSecret] = useState("");
  const takenByPin = chosen !== BY_PASSWORD;
  const takenBy = takenByPin ? chosen : name.trim();
  const isReady = secret !== "" && takenBy !== "" && takenSecret !== "" && !write.isPending;

  const change = (set: (value: string) => void) => (value: string) => {
    write.reset();
    set(value);
  };
  const choose = change((value) => {
    setChosen(value);
    setTakenSecret("");
  });
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!isReady) return;
    try {
      const closed = await write.mutateAsync({
        begun_at: now.begun_at,
        secret,
        by_pin: byPin,
        taken_by: takenBy,
        taken_secret: takenSecret,
        taken_by_pin: takenByPin,
        note,
      });
      toast.ok(m.shift_done({ name: shortened(closed.taken_by, LONGEST_NAME) }));
      onClose();
      // At once: the whole frame is drawn anew for who is signed in now.
      navigate({ search: `shift=${closed.id}` }, { replace: true });
    } catch {
      // Shown below from the write itself; what was typed stays.
    }
  };

  const place = placeOf(write.error);
  const errorAt = (field: Place) => (write.error && place === field ? wordsFor(write.error).what : undefined);
  const takerError = write.error && place === "taken_by" ? takerWords(write.error) : undefined;
  return (
    <Dialog title={m.shift_close()} onClose={onClose} width="44rem" held={write.isPending}>
      <form className={styles.form} onSubmit={(event) => void submit(event)} data-testid="shift-form">
        <SubmitKey label={m.shift_close()} onSubmit={() => void submit()} />
        <p className={styles.dim}>
          {m.shift_since()} <Time at={now.begun_at} form="full" /> · {m.shift_close_means()}
        </p>
        <Field label={m.shift_note()} hint={m.shift_note_hint()} error={errorAt("note")}>
          {(control) => (
            <Input.TextArea
              {...control}
              value={note}
              onChange={(event) => change(setNote)(event.target.value)}
              rows={3}
              maxLength={LONGEST_NOTE}
              data-autofocus
              data-testid="shift-note"
            />
          )}
        </Field>
        <div className={styles.signers}>
          <fieldset>
            <legend>{m.shift_left_by()}</legend>
            <strong>{shortened(me.name, LONGEST_NAME)}</strong>
            <TextField
              label={byPin ? m.shift_own_pin() : m.shift_own_password()}
              value={secret}
              onChange={change(setSecret)}
              secret
              digits={byPin}
              required
              autoComplete="off"
              error={errorAt("secret")}
              {...(byPin ? { maxLength: LONGEST_PIN } : {})}
            />
          </fieldset>
          <fieldset>
            <legend>{m.shift_taken_by()}</legend>
            <Choice
              value={chosen}
              onChange={choose}
              aria-label={m.shift_taken_by()}
              wrong={takerError !== undefined}
              options={[
                ...now.attendants.map((one) => ({ value: one, label: shortened(one, LONGEST_NAME) })),
                { value: BY_PASSWORD, label: m.shift_by_password() },
              ]}
              testId="shift-taker"
            />
            {!takenByPin && (
              <TextField
                label={m.shift_name()}
                value={name}
                onChange={change(setName)}
                required
                autoComplete="off"
                maxLength={40}
              />
            )}
            <TextField
              label={takenByPin ? m.shift_taken_pin() : m.shift_taken_password()}
              value={takenSecret}
              onChange={change(setTakenSecret)}
              secret
              digits={takenByPin}
              required
              autoComplete="off"
              error={errorAt("taken_secret") ?? takerError}
              {...(takenByPin ? { maxLength: LONGEST_PIN } : {})}
            />
          </fieldset>
        </div>
        {write.error && place === undefined && <FailureState {...wordsFor(write.error)} inline />}
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.isPending}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={!isReady}
            loading={write.isPending}
            data-testid="shift-send"
          >
            {m.shift_close()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Place = "note" | "secret" | "taken_secret" | "taken_by";

/** Beside what a failure belongs. */
function placeOf(error: Error | null): Place | undefined {
  if (!(error instanceof CallFailed)) return undefined;
  const { whose } = error.failure.params;
  if (whose === "left") return "secret";
  if (whose === "taken") return "taken_secret";
  const field = fieldOf(error);
  return field === "note" || field === "taken_by" ? field : undefined;
}

function takerWords(error: Error): string {
  const problem = error instanceof CallFailed ? error.failure.params.problem : undefined;
  if (problem === "same") return m.shift_taker_same();
  if (problem === "other_car_parks") return m.shift_taker_other_car_parks();
  return wordsFor(error).what;
}
