import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { fieldOf, useRead, useWrite, wordsFor } from "../../api";
import type { Options } from "../../bindings/Options";
import { FailureState, TextField, Toggle, toast } from "../../components";
import { m } from "../../messages/messages.js";
import { Section } from "./Section";
import styles from "./settings.module.css";

/** How the program behaves on this data directory. */
export function Program() {
  const read = useRead("options", null);
  return (
    <Section title={m.settings_program()} read={read}>
      {(options) => <OptionsForm key={JSON.stringify(options)} options={options} />}
    </Section>
  );
}

const WHOLE = /^[0-9]{1,6}$/;

function OptionsForm({ options }: { options: Options }) {
  const [chosen, setChosen] = useState(options);
  const [lockAfter, setLockAfter] = useState(String(options.idle_lock_s));
  const [silentAfter, setSilentAfter] = useState(String(options.lane_silent_min));
  const write = useWrite("set_options");
  const next: Options = {
    ...chosen,
    idle_lock_s: Number(lockAfter),
    lane_silent_min: Number(silentAfter),
  };
  const whole = (text: string) => (WHOLE.test(text.trim()) ? undefined : m.settings_number_wrong());
  const ready = !whole(lockAfter) && !whole(silentAfter) && JSON.stringify(next) !== JSON.stringify(options);
  const field = write.error ? fieldOf(write.error) : undefined;
  const errorAt = (name: string) => (write.error && field === name ? wordsFor(write.error).what : undefined);
  const set = (change: Partial<Options>) => setChosen({ ...chosen, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate(next, { onSuccess: () => toast.ok(m.settings_saved()) });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label={m.settings_lock_after()}
        digits
        value={lockAfter}
        onChange={setLockAfter}
        hint={m.settings_lock_after_hint()}
        error={whole(lockAfter) ?? errorAt("idle_lock_s")}
      />
      <TextField
        label={m.settings_silent_after()}
        digits
        value={silentAfter}
        onChange={setSilentAfter}
        hint={m.settings_silent_after_hint()}
        error={whole(silentAfter) ?? errorAt("lane_silent_min")}
      />
      <Toggle
        label={m.settings_alert_sound()}
        hint={m.settings_alert_sound_hint()}
        checked={chosen.alert_sound}
        onChange={(alert_sound) => set({ alert_sound })}
      />
      <Toggle
        label={m.settings_close_to_tray()}
        hint={m.settings_close_to_tray_hint()}
        checked={chosen.close_to_tray}
        onChange={(close_to_tray) => set({ close_to_tray })}
      />
      <Toggle
        label={m.settings_autostart()}
        checked={chosen.autostart}
        onChange={(autostart) => set({ autostart })}
      />
      {write.error && field === undefined && <FailureState {...wordsFor(write.error)} inline />}
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit" disabled={!ready} loading={write.isPending}>
          {m.settings_save()}
        </Button>
      </div>
    </form>
  );
}
