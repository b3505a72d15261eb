import { m } from "../../../messages/messages.js";
import styles from "../settings.module.css";
import { Connections } from "./Connections";

/** The connection tests by themselves, for whoever sees in the status bar that a platform is in trouble. */
export function ConnectionsScreen() {
  return (
    <div className={styles.page} data-testid="connections">
      <h1 className="visually-hidden">{m.connection_title()}</h1>
      <Connections />
    </div>
  );
}
