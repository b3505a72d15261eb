import { Button } from "antd";
import { useState } from "react";
import { useWrite } from "../../api";
import { FailureState, TextField } from "../../components";
import { m } from "../../messages/messages.js";
import { EntryScreen } from "./EntryScreen";
import styles from "./entry.module.css";
import { isNewPassword, NewPassword } from "./NewPassword";
import { useSubmit } from "./useSubmit";

interface RecoverProps {
  onBack: () => void;
  onRecovered: (recoveryCode: string) => void;
}

/** A new password for an administrator who has the recovery code. */
export function Recover({ onBack, onRecovered }: RecoverProps) {
  const [name, setName] = useState("");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const form = useSubmit(useWrite("recover"));
  const change = (set: (value: string) => void) => (value: string) => {
    form.touch();
    set(value);
  };
  const ready = name.trim() !== "" && code.trim() !== "" && isNewPassword(password, again);
  const payload = { name: name.trim(), recovery_code: code.trim(), password };
  return (
    <EntryScreen title={m.layout_recover_title()} hint={m.layout_recover_hint()}>
      <form
        className={styles.form}
        onSubmit={form.submit(payload, (answer) => onRecovered(answer.recovery_code))}
      >
        <TextField
          label={m.layout_administrator_name()}
          value={name}
          onChange={change(setName)}
          autoFocus
          error={form.errorAt("name")}
        />
        <TextField
          label={m.layout_recovery_code()}
          value={code}
          onChange={change(setCode)}
          error={form.errorAt("recovery_code")}
        />
        <NewPassword
          label={m.layout_new_password()}
          password={password}
          again={again}
          onPassword={change(setPassword)}
          onAgain={change(setAgain)}
          error={form.errorAt("password")}
        />
        {form.error && <FailureState {...form.error} inline />}
        <div className={styles.actions}>
          <Button onClick={onBack}>{m.layout_back()}</Button>
          <Button type="primary" htmlType="submit" disabled={!ready} loading={form.busy}>
            {m.layout_recover_act()}
          </Button>
        </div>
      </form>
    </EntryScreen>
  );
}
