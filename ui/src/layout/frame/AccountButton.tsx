import { LockOutlined, LogoutOutlined, NumberOutlined, SwapOutlined, UserOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useMe, useWrite } from "../../api";
import { Flyout, Keycap } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./frame.module.css";
import type { FrameDialogs } from "./useFrameKeys";

/** Who is signed in, and what he can do about it. */
export function AccountButton({ dialogs }: { dialogs: FrameDialogs }) {
  const me = useMe();
  const lock = useWrite("lock");
  const signOut = useWrite("sign_out");
  return (
    <Flyout
      label={m.layout_account()}
      button={(trigger) => (
        <Button type="text" className={styles.account ?? ""} icon={<UserOutlined aria-hidden />} {...trigger}>
          <span className={styles.accountName}>{me.name}</span>
        </Button>
      )}
    >
      {(close) => {
        const then = (act: () => void) => () => {
          close();
          act();
        };
        return (
          <div className={styles.menu}>
            <p className={styles.role}>
              {me.role === "attendant" ? m.layout_role_attendant() : m.layout_role_administrator()}
            </p>
            <Item icon={<SwapOutlined aria-hidden />} keys="F9" onClick={then(dialogs.showSwitch)}>
              {m.layout_switch()}
            </Item>
            <Item icon={<LockOutlined aria-hidden />} keys="Ctrl+L" onClick={then(() => lock.mutate(null))}>
              {m.layout_lock()}
            </Item>
            <Item icon={<NumberOutlined aria-hidden />} onClick={then(dialogs.showSecret)}>
              {me.role === "attendant" ? m.layout_change_pin() : m.layout_change_password()}
            </Item>
            <Item icon={<LogoutOutlined aria-hidden />} onClick={then(() => signOut.mutate(null))}>
              {m.layout_sign_out()}
            </Item>
          </div>
        );
      }}
    </Flyout>
  );
}

function Item(props: { icon: ReactNode; keys?: string; onClick: () => void; children: ReactNode }) {
  return (
    <Button type="text" block icon={props.icon} onClick={props.onClick}>
      <span className={styles.itemWords}>{props.children}</span>
      {props.keys && <Keycap keys={props.keys} />}
    </Button>
  );
}
