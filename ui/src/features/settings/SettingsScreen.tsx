import { m } from "../../messages/messages.js";
import { Accounts } from "./Accounts";
import { Lanes } from "./Lanes";
import { Program } from "./Program";
import { Reasons } from "./Reasons";
import styles from "./settings.module.css";

/** What an administrator sets in the program: accounts, the program's habits, opening reasons, lanes. */
export function SettingsScreen() {
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{m.settings_title()}</h1>
      <div className={styles.column}>
        <Accounts />
        <Lanes />
      </div>
      <div className={styles.column}>
        <Program />
        <Reasons />
      </div>
    </div>
  );
}
