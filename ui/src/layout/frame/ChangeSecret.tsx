import { Button } from "antd";
import { useState } from "react";
import { useMe, useWrite } from "../../api";
import { Dialog, FailureState, TextField, toast, unlike } from "../../components";
import { m } from "../../messages/messages.js";
import { isNewPassword, NewPassword } from "../entry/NewPassword";
import { useSubmit } from "../entry/useSubmit";

const PIN = /^[0-9]{4,8}$/;

/** An attendant's PIN, an administrator's password: the present password, and the new one twice. */
export function ChangeSecret({ onClose }: { onClose: () => void }) {
  const { role } = useMe();
  const isPin = role === "attendant";
  const [password, setPassword] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const changePin = useWrite("change_pin");
  const changePassword = useWrite("change_password");
  const form = useSubmit(isPin ? changePin : changePassword);
  const change = (set: (value: string) => void) => (value: string) => {
    form.touch();
    set(value);
  };
  const ready = password !== "" && (isPin ? PIN.test(next) && next === again : isNewPassword(next, again));
  const done = () => {
    toast.ok(isPin ? m.layout_pin_changed() : m.layout_password_changed());
    onClose();
  };
  return (
    <Dialog
      title={isPin ? m.layout_change_pin() : m.layout_change_password()}
      onClose={onClose}
      width="26rem"
      held={form.busy}
    >
      <form onSubmit={form.submit({ password, new: next }, done)}>
        <TextField
          label={m.layout_present_password()}
          secret
          autoFocus
          autoComplete="current-password"
          value={password}
          onChange={change(setPassword)}
        />
        {isPin ? (
          <>
            <TextField
              label={m.layout_new_pin()}
              secret
              digits
              value={next}
              onChange={change(setNext)}
              error={form.errorAt("pin") ?? (next === "" || PIN.test(next) ? undefined : m.layout_pin_hint())}
              hint={m.layout_pin_hint()}
            />
            <TextField
              label={m.layout_pin_again()}
              secret
              digits
              value={again}
              onChange={change(setAgain)}
              error={unlike(next, again)}
            />
          </>
        ) : (
          <NewPassword
            label={m.layout_new_password()}
            password={next}
            again={again}
            onPassword={change(setNext)}
            onAgain={change(setAgain)}
            error={form.errorAt("password")}
          />
        )}
        {form.error && <FailureState {...form.error} inline />}
        <Button type="primary" htmlType="submit" disabled={!ready} loading={form.busy} block>
          {m.layout_save()}
        </Button>
      </form>
    </Dialog>
  );
}
