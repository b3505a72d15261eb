import { Drawer } from "antd";
import type { ReactNode } from "react";
import { KeyScope } from "../keys/keys";
import styles from "./page.module.css";

interface PanelProps {
  title: ReactNode;
  onClose: () => void;
  /** Buttons beside the title. */
  actions?: ReactNode;
  width?: string;
  children: ReactNode;
  testId?: string;
}

/** Details at the screen's edge; Escape closes them, the focus goes back to where it was. */
export function Panel({ title, onClose, actions, width = "38rem", children, testId }: PanelProps) {
  return (
    <KeyScope>
      <Drawer open title={title} onClose={onClose} extra={actions} size={width} destroyOnHidden>
        <div className={styles.panel} data-testid={testId}>
          {children}
        </div>
      </Drawer>
    </KeyScope>
  );
}
