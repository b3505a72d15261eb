import { Button } from "antd";
import { useState } from "react";
import { useMe, useRead } from "../../api";
import type { AccountView } from "../../bindings/AccountView";
import { SafeText, StatusWord, Time, visible } from "../../components";
import { m } from "../../messages/messages.js";
import { AccountDialog } from "./AccountDialog";
import { Section } from "./Section";
import styles from "./settings.module.css";

/** Who may sign in. */
export function Accounts() {
  const read = useRead("accounts", null);
  const [edited, setEdited] = useState<AccountView | "new">();
  return (
    <Section
      title={m.settings_accounts()}
      hint={m.settings_accounts_hint()}
      action={<Button onClick={() => setEdited("new")}>{m.settings_add_account()}</Button>}
      read={read}
    >
      {(accounts) => (
        <>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{m.settings_name()}</th>
                <th>{m.settings_role()}</th>
                <th>{m.settings_pin()}</th>
                <th>{m.settings_car_parks()}</th>
                <th>{m.settings_state()}</th>
                <th>{m.settings_since()}</th>
                <th>
                  <span className="visually-hidden">{m.settings_actions()}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {accounts.map((account) => (
                <Row key={account.id} account={account} onChange={() => setEdited(account)} />
              ))}
            </tbody>
          </table>
          {edited && (
            <AccountDialog
              account={edited === "new" ? undefined : edited}
              onClose={() => setEdited(undefined)}
            />
          )}
        </>
      )}
    </Section>
  );
}

function Row({ account, onChange }: { account: AccountView; onChange: () => void }) {
  const me = useMe();
  const { data } = useRead("car_parks", null);
  const names = account.car_parks.map((one) => data?.find((park) => park.parking_id === one)?.name ?? one);
  const parks =
    names.length === 0 ? (
      m.settings_car_parks_every()
    ) : (
      <span title={visible(names.join(", "))}>
        {names.length === 1 ? (
          <SafeText text={names[0] ?? ""} length={12} />
        ) : (
          m.settings_car_parks_count({ count: names.length })
        )}
      </span>
    );
  return (
    <tr>
      <td>
        <strong>
          <SafeText text={account.name} length={24} />
        </strong>{" "}
        {account.id === me.id && <span className={styles.hint}>({m.settings_you()})</span>}
      </td>
      <td>{account.role === "attendant" ? m.settings_role_attendant() : m.settings_role_administrator()}</td>
      <td>
        {account.role === "attendant"
          ? account.has_pin
            ? m.settings_pin_set()
            : m.settings_pin_none()
          : "—"}
      </td>
      <td>{parks}</td>
      <td>
        <StatusWord tone={account.disabled_at === null ? "ok" : "neutral"} plain>
          {account.disabled_at === null ? m.settings_active() : m.settings_disabled()}
        </StatusWord>
      </td>
      <td>
        <Time at={account.created_at} form="date" />
      </td>
      <td className={styles.end}>
        <Button
          size="small"
          onClick={onChange}
          aria-label={m.settings_change_account({ name: account.name })}
        >
          {m.settings_change()}
        </Button>
      </td>
    </tr>
  );
}
