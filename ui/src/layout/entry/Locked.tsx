import { LockOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useRead, useWrite } from "../../api";
import type { Me } from "../../bindings/Me";
import { FailureState, TextField } from "../../components";
import { m } from "../../messages/messages.js";
import { EntryScreen } from "./EntryScreen";
import styles from "./entry.module.css";
import { PinPad, useLockout } from "./PinPad";
import { PinSignIn } from "./PinSignIn";
import { useSubmit } from "./useSubmit";

/** The screen is locked: whoever locked it comes back, or somebody else takes over. */
export function Locked({ me }: { me: Me }) {
  const attendants = useRead("attendants", null);
  const [switching, setSwitching] = useState(false);
  const signOut = useWrite("sign_out");
  const others = (attendants.data ?? []).filter((attendant) => attendant.id !== me.id);
  return (
    <EntryScreen
      title={switching ? m.layout_who_works() : m.layout_locked_title({ name: me.name })}
      hint={switching ? m.layout_who_works_hint() : m.layout_locked_hint()}
    >
      {switching ? (
        <PinSignIn attendants={others} />
      ) : me.has_pin && me.role === "attendant" ? (
        <UnlockByPin me={me} />
      ) : (
        <UnlockByPassword />
      )}
      <div className={styles.actions}>
        {switching ? (
          <Button type="link" icon={<LockOutlined aria-hidden />} onClick={() => setSwitching(false)}>
            {m.layout_back_to({ name: me.name })}
          </Button>
        ) : (
          others.length > 0 && (
            <Button type="link" onClick={() => setSwitching(true)}>
              {m.layout_someone_else()}
            </Button>
          )
        )}
        <Button type="link" onClick={() => signOut.mutate(null)}>
          {m.layout_sign_out()}
        </Button>
      </div>
    </EntryScreen>
  );
}

function UnlockByPin({ me }: { me: Me }) {
  const unlock = useWrite("unlock");
  return (
    <PinPad
      name={me.name}
      busy={unlock.isPending}
      error={unlock.error}
      onPin={(secret) => unlock.mutate({ secret, by_pin: true })}
    />
  );
}

function UnlockByPassword() {
  const [secret, setSecret] = useState("");
  const write = useWrite("unlock");
  const wait = useLockout(write.error);
  const form = useSubmit(write);
  return (
    <form className={styles.form} onSubmit={form.submit({ secret, by_pin: false })}>
      <TextField
        label={m.layout_password()}
        secret
        autoFocus
        autoComplete="current-password"
        value={secret}
        onChange={(value) => {
          form.touch();
          setSecret(value);
        }}
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
        disabled={secret === "" || wait > 0}
        loading={form.busy}
        block
      >
        {m.layout_unlock()}
      </Button>
    </form>
  );
}
