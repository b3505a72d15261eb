import { QuestionCircleOutlined } from "@ant-design/icons";
import { NavLink, useLocation } from "react-router";
import { useMe } from "../../api";
import { m } from "../../messages/messages.js";
import { screens } from "../screens";
import styles from "./frame.module.css";

/** The screens, one word and one picture each. */
export function Rail({ onHelp }: { onHelp: () => void }) {
  const { role } = useMe();
  const { pathname } = useLocation();
  const under = screens.find((screen) => screen.path === pathname)?.under;
  return (
    <nav className={styles.rail} aria-label={m.layout_screens()}>
      {screens
        .filter((screen) => screen.roles.includes(role) && !screen.aside)
        .map((screen) => (
          <NavLink
            key={screen.path}
            to={screen.path}
            className={({ isActive }) =>
              `${styles.stop} ${isActive || screen.path === under ? styles.here : ""}`
            }
          >
            {screen.icon}
            <span>{screen.title()}</span>
          </NavLink>
        ))}
      <button type="button" className={`${styles.stop} ${styles.last}`} onClick={onHelp}>
        <QuestionCircleOutlined aria-hidden />
        <span>{m.layout_keys()}</span>
      </button>
    </nav>
  );
}
