import { Link } from "react-router";
import { Chips, useAddress } from "../../components";
import { m } from "../../messages/messages.js";
import { Accounts } from "./Accounts";
import { Connections } from "./connections/Connections";
import { FileSettings } from "./file/FileSettings";
import { Lanes } from "./Lanes";
import { Program } from "./Program";
import { Reasons } from "./Reasons";
import styles from "./settings.module.css";

/** What an administrator sets: accounts, the program's habits, opening reasons, lanes; and what stands in the file. */
export function SettingsScreen() {
  const [address, change] = useAddress();
  const view = address.view === "file" ? "file" : "program";
  return (
    <>
      <h1 className="visually-hidden">{m.settings_title()}</h1>
      <div className={styles.views}>
        <Chips
          label={m.file_views()}
          value={view}
          options={[
            { value: "program", label: m.file_view_program() },
            { value: "file", label: m.file_view_file() },
          ]}
          onChange={(next) => change({ view: next })}
        />
        <nav className={styles.ways} aria-label={m.settings_more()}>
          {view === "file" && (
            <Link to="/setup" data-testid="to-setup">
              {m.setup_go_on()}
            </Link>
          )}
          <Link to="/backups" data-testid="to-backups">
            {m.backup_title()}
          </Link>
          <Link to="/audit" data-testid="to-audit">
            {m.audit_title()}
          </Link>
          <Link to="/support" data-testid="to-support">
            {m.support_title()}
          </Link>
        </nav>
      </div>
      <div className={styles.page}>
        <div className={styles.column}>
          {view === "file" ? (
            <FileSettings />
          ) : (
            <>
              <Accounts />
              <Lanes />
            </>
          )}
        </div>
        <div className={styles.column}>
          {view === "file" ? (
            <Connections />
          ) : (
            <>
              <Program />
              <Reasons />
            </>
          )}
        </div>
      </div>
    </>
  );
}
