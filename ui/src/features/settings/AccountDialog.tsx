import { Button, Segmented } from "antd";
import { type FormEvent, useState } from "react";
import { fieldOf, useMe, useRead, useWrite, wordsFor } from "../../api";
import type { AccountView } from "../../bindings/AccountView";
import type { Role } from "../../bindings/Role";
import { Dialog, FailureState, TextField, Toggle, toast, unlike } from "../../components";
import { m } from "../../messages/messages.js";
import { AccountParks, type Limit } from "./AccountParks";
import styles from "./settings.module.css";

const PIN = /^[0-9]{4,8}$/;
const SHORTEST_PASSWORD = 8;

interface AccountDialogProps {
  /** None for a new one. */
  account: AccountView | undefined;
  onClose: () => void;
}

/** Makes or changes an account. What is left empty stays as it is. */
export function AccountDialog({ account, onClose }: AccountDialogProps) {
  const [name, setName] = useState(account?.name ?? "");
  const [role, setRole] = useState<Role>(account?.role ?? "attendant");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [pin, setPin] = useState("");
  const [disabled, setDisabled] = useState(account ? account.disabled_at !== null : false);
  const me = useMe();
  const parks = useRead("car_parks", null);
  const mayGiveAll = me.car_parks.length === 0;
  const [limit, setLimit] = useState<Limit>(
    account && account.car_parks.length > 0 ? account.car_parks : mayGiveAll ? "all" : me.car_parks,
  );
  const create = useWrite("create_account");
  const change = useWrite("change_account");
  const write = account ? change : create;

  const isAttendant = role === "attendant";
  const passwordReady =
    password === again &&
    (account && password === "" ? true : Array.from(password).length >= SHORTEST_PASSWORD);
  const pinReady = !isAttendant || pin === "" || PIN.test(pin);
  const ready = name.trim() !== "" && passwordReady && pinReady && (limit === "all" || limit.length > 0);
  const carParks = limit === "all" ? [] : [...limit];
  const withPin = isAttendant && pin !== "" ? { pin } : {};
  const errorAt = (field: string) =>
    write.error && fieldOf(write.error) === field ? wordsFor(write.error).what : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (write.isPending) return;
    if (account) {
      const changed = {
        id: account.id,
        ...(role === account.role ? {} : { role }),
        ...(isSame(carParks, account.car_parks) ? {} : { car_parks: carParks }),
        ...(disabled === (account.disabled_at !== null) ? {} : { disabled }),
        ...(password === "" ? {} : { password }),
        ...withPin,
      };
      change.mutate(changed, { onSuccess: () => done(m.settings_saved()) });
    } else {
      const made = { name: name.trim(), role, password, car_parks: carParks, ...withPin };
      create.mutate(made, { onSuccess: () => done(m.settings_account_made({ name: made.name })) });
    }
  };
  const done = (words: string) => {
    toast.ok(words);
    onClose();
  };

  return (
    <Dialog
      title={account ? m.settings_change_account({ name: account.name }) : m.settings_add_account()}
      onClose={onClose}
      width="28rem"
      held={write.isPending}
    >
      <form className={styles.form} onSubmit={submit}>
        {!account && (
          <TextField
            label={m.settings_name()}
            value={name}
            onChange={setName}
            autoFocus
            maxLength={40}
            error={errorAt("name")}
          />
        )}
        <Segmented<Role>
          block
          value={role}
          onChange={setRole}
          aria-label={m.settings_role()}
          options={[
            { value: "attendant", label: m.settings_role_attendant() },
            { value: "administrator", label: m.settings_role_administrator() },
          ]}
        />
        <TextField
          label={account ? m.settings_new_password() : m.settings_password()}
          secret
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          hint={m.settings_password_hint()}
          error={errorAt("password")}
        />
        <TextField
          label={m.settings_password_again()}
          secret
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={unlike(password, again)}
        />
        {isAttendant && (
          <TextField
            label={account?.has_pin ? m.settings_new_pin() : m.settings_pin_field()}
            secret
            digits
            autoComplete="new-password"
            value={pin}
            onChange={setPin}
            hint={m.settings_pin_hint()}
            error={errorAt("pin") ?? (pinReady ? undefined : m.settings_pin_hint())}
          />
        )}
        <AccountParks
          parks={parks.data ?? []}
          limit={limit}
          onChange={setLimit}
          mayGiveAll={mayGiveAll}
          error={errorAt("car_parks")}
        />
        {account && <Toggle label={m.settings_is_disabled()} checked={disabled} onChange={setDisabled} />}
        {write.error && fieldOf(write.error) === undefined && (
          <FailureState {...wordsFor(write.error)} inline />
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.isPending}>
            {m.settings_cancel()}
          </Button>
          <Button type="primary" htmlType="submit" disabled={!ready} loading={write.isPending}>
            {m.settings_save()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((parkingId) => other.includes(parkingId));
}
