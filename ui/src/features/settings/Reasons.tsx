import { ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useRead, useWrite, wordsFor } from "../../api";
import { FailureState, Keycap, toast } from "../../components";
import { m } from "../../messages/messages.js";
import { Section } from "./Section";
import styles from "./settings.module.css";

/** As many as there are keys. */
const MOST = 9;
const LONGEST = 40;

/** The reasons an attendant can give for opening a lane. */
export function Reasons() {
  const read = useRead("opening_reasons", null);
  return (
    <Section title={m.settings_reasons()} hint={m.settings_reasons_hint()} read={read}>
      {({ reasons }) => <ReasonsForm key={JSON.stringify(reasons)} kept={reasons} />}
    </Section>
  );
}

interface Line {
  /** What stays while the line moves. */
  id: number;
  text: string;
}

function ReasonsForm({ kept }: { kept: readonly string[] }) {
  const [lines, setLines] = useState<Line[]>(() => kept.map((text, id) => ({ id, text })));
  const write = useWrite("set_opening_reasons");
  const reasons = lines.map((line) => line.text.trim()).filter((text) => text !== "");
  const changed = JSON.stringify(reasons) !== JSON.stringify(kept);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate({ reasons }, { onSuccess: () => toast.ok(m.settings_saved()) });
  };
  const add = () => setLines([...lines, { id: Math.max(-1, ...lines.map((line) => line.id)) + 1, text: "" }]);
  const up = (at: number) => {
    const moved = [...lines];
    moved.splice(at - 1, 0, ...moved.splice(at, 1));
    setLines(moved);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {lines.length === 0 && <p className={styles.hint}>{m.settings_reasons_empty()}</p>}
      {lines.map((line, at) => (
        <div key={line.id} className={styles.line}>
          <Keycap keys={String(at + 1)} />
          <Input
            value={line.text}
            maxLength={LONGEST}
            aria-label={m.settings_reason_at({ key: at + 1 })}
            onChange={(event) =>
              setLines(
                lines.map((other) => (other.id === line.id ? { ...other, text: event.target.value } : other)),
              )
            }
          />
          <Button
            icon={<ArrowUpOutlined aria-hidden />}
            disabled={at === 0}
            onClick={() => up(at)}
            aria-label={m.settings_move_up()}
          />
          <Button
            icon={<DeleteOutlined aria-hidden />}
            onClick={() => setLines(lines.filter((other) => other.id !== line.id))}
            aria-label={m.settings_remove_reason({ key: at + 1 })}
          />
        </div>
      ))}
      {write.error && <FailureState {...wordsFor(write.error)} inline />}
      <div className={styles.buttons}>
        <Button onClick={add} disabled={lines.length >= MOST}>
          {m.settings_add_reason()}
        </Button>
        <Button type="primary" htmlType="submit" disabled={!changed} loading={write.isPending}>
          {m.settings_save()}
        </Button>
      </div>
    </form>
  );
}
