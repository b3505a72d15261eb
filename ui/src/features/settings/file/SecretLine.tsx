import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { useWrite, wordsFor } from "../../../api";
import type { SecretPlace } from "../../../bindings/SecretPlace";
import { FailureState, StatusWord, TextField, toast } from "../../../components";
import { m } from "../../../messages/messages.js";
import styles from "../settings.module.css";

const PLACES: Record<SecretPlace, () => string> = {
  nowhere: m.file_secret_nowhere,
  file: m.file_secret_file,
  environment: m.file_secret_environment,
};

interface SecretLineProps {
  name: string;
  parkingId: string | null;
  /** Not known for a car park that is not in the file yet. */
  place: SecretPlace | undefined;
}

/** Whether a secret is set and where; it is written and never shown. */
export function SecretLine({ name, parkingId, place }: SecretLineProps) {
  const [typed, setTyped] = useState<string>();
  const write = useWrite("set_secret");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate(
      { parking_id: parkingId, secret: typed ?? "" },
      {
        onSuccess: () => {
          setTyped(undefined);
          toast.ok(m.file_secret_stored());
        },
      },
    );
  };
  if (!place) return <p className={styles.hint}>{m.file_secret_after_save()}</p>;
  return (
    <div data-testid="secret" data-parking={parkingId ?? ""} data-place={place}>
      <div className={styles.line}>
        <strong>{name}</strong>
        <StatusWord tone={place === "nowhere" ? "warn" : "ok"} plain>
          {PLACES[place]()}
        </StatusWord>
        {place !== "environment" && typed === undefined && (
          <Button size="small" onClick={() => setTyped("")}>
            {place === "nowhere" ? m.file_secret_set() : m.file_secret_change()}
          </Button>
        )}
      </div>
      {typed !== undefined && (
        <form onSubmit={submit} className={styles.form}>
          <TextField
            label={name}
            secret
            autoFocus
            autoComplete="new-password"
            maxLength={500}
            value={typed}
            onChange={setTyped}
            hint={m.file_secret_hint()}
          />
          {write.error && <FailureState {...wordsFor(write.error)} inline />}
          <div className={styles.buttons}>
            <Button onClick={() => setTyped(undefined)}>{m.settings_cancel()}</Button>
            <Button type="primary" htmlType="submit" disabled={typed.trim() === ""} loading={write.isPending}>
              {m.settings_save()}
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
