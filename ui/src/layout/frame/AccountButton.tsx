import { LockOutlined, LogoutOutlined, NumberOutlined, SwapOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { type ReactNode, useState } from "react";
import { useMe, useWrite } from "../../api";
import { Keycap } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./frame.module.css";
import type { FrameDialogs } from "./useFrameKeys";

/** Who is signed in, and what he can do about it. */
export function AccountButton({ dialogs }: { dialogs: FrameDialogs }) {
  const me = useMe();
  const [open, setOpen] = useState(false);
  const lock = useWrite("lock");
  const signOut = useWrite("sign_out");
  const then = (act: () => void) => () => {
    setOpen(false);
    act();
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className={styles.menu}>
          <p className={styles.role}>
            {me.role === "attendant" ? m.layout_role_attendant() : m.layout_role_administrator()}
          </p>
          <Item icon={<SwapOutlined />} keys="F9" onClick={then(dialogs.showSwitch)}>
            {m.layout_switch()}
          </Item>
          <Item icon={<LockOutlined />} keys="Ctrl+L" onClick={then(() => lock.mutate(null))}>
            {m.layout_lock()}
          </Item>
          <Item icon={<NumberOutlined />} onClick={then(dialogs.showSecret)}>
            {me.role === "attendant" ? m.layout_change_pin() : m.layout_change_password()}
          </Item>
          <Item icon={<LogoutOutlined />} onClick={then(() => signOut.mutate(null))}>
            {m.layout_sign_out()}
          </Item>
        </div>
      }
    >
      <Button type="text" className={styles.account ?? ""} icon={<UserOutlined />}>
        <span className={styles.accountName}>{me.name}</span>
      </Button>
    </Popover>
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
