import { Button } from "antd";
import { useState } from "react";
import { useWrite } from "../../api";
import { FailureState, TextField } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./entry.module.css";
import { useLockout } from "./PinPad";
import { useSubmit } from "./useSubmit";

/** Name and password. */
export function PasswordSignIn({ onDone }: { onDone?: () => void }) {
  const [name, setName] = useState("");
  const [secret, setSecret] = useState("");
  const write = useWrite("sign_in");
  const wait = useLockout(write.error);
  const form = useSubmit(write);
  const change = (set: (value: string) => void) => (value: string) => {
    form.touch();
    set(value);
  };
  return (
    <form
      className={styles.form}
      onSubmit={form.submit({ name: name.trim(), secret, by_pin: false }, onDone)}
    >
      <TextField
        label={m.layout_name_field()}
        value={name}
        onChange={change(setName)}
        autoFocus
        autoComplete="username"
        error={form.errorAt("name")}
      />
      <TextField
        label={m.layout_password()}
        value={secret}
        onChange={change(setSecret)}
        secret
        autoComplete="current-password"
        error={form.errorAt("password")}
      />
      {wait > 0 ? (
        <p className={styles.note} role="alert">
          {m.layout_locked_out({ seconds: wait })}
        </p>
      ) : (
        form.error && form.error.code !== "locked_out" && <FailureState {...form.error} inline />
      )}
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        disabled={name.trim() === "" || secret === "" || wait > 0}
        loading={form.busy}
        block
      >
        {m.layout_sign_in()}
      </Button>
    </form>
  );
}
