import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { fieldOf, useWrite, wordsFor } from "../../api";
import type { BackupPlan } from "../../bindings/BackupPlan";
import { FailureState, TextField, Toggle, toast } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./backups.module.css";

const MOST = 90;

/** How backups are made by themselves. */
export function PlanForm({ plan }: { plan: BackupPlan }) {
  const [chosen, setChosen] = useState(plan);
  const [keep, setKeep] = useState(String(plan.keep));
  const write = useWrite("set_backup_plan");
  const set = (change: Partial<BackupPlan>) => setChosen({ ...chosen, ...change });
  const next: BackupPlan = { ...chosen, folder: chosen.folder.trim(), keep: Number(keep) };
  const possible = /^[0-9]{1,2}$/.test(keep.trim()) && next.keep >= 1 && next.keep <= MOST;
  const field = write.error ? fieldOf(write.error) : undefined;
  const atFolder = write.error && field === "folder" ? wordsFor(write.error).what : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate(next, { onSuccess: () => toast.ok(m.backup_saved()) });
  };
  return (
    <form className={styles.card} onSubmit={submit} aria-label={m.backup_plan()}>
      <h2>{m.backup_plan()}</h2>
      <Toggle
        label={m.backup_daily()}
        hint={m.backup_daily_hint()}
        checked={chosen.daily}
        onChange={(daily) => set({ daily })}
      />
      <TextField
        label={m.backup_keep()}
        digits
        value={keep}
        onChange={setKeep}
        hint={m.backup_keep_hint()}
        error={possible ? undefined : m.backup_keep_wrong()}
      />
      <TextField
        label={m.backup_to()}
        value={chosen.folder}
        onChange={(folder) => set({ folder })}
        hint={m.backup_to_hint()}
        error={atFolder}
        maxLength={500}
      />
      <Toggle
        label={m.backup_all_photos()}
        hint={m.backup_all_photos_hint()}
        checked={chosen.all_photos}
        onChange={(all_photos) => set({ all_photos })}
      />
      <p className={styles.dim}>{m.backup_secrets()}</p>
      {write.error && field !== "folder" && <FailureState {...wordsFor(write.error)} inline />}
      <Button
        type="primary"
        htmlType="submit"
        disabled={!possible || JSON.stringify(next) === JSON.stringify(plan)}
        loading={write.isPending}
        data-testid="backup-save"
      >
        {m.backup_save()}
      </Button>
    </form>
  );
}
