import { Link } from "react-router";
import { useMe, useRead } from "../../api";
import { m } from "../../messages/messages.js";
import styles from "./frame.module.css";

/** How far the batch that runs is, on every screen; a click shows it. */
export function RunningBatch() {
  const isAdministrator = useMe().role === "administrator";
  const { data } = useRead("batches", null, { enabled: isAdministrator });
  const batch = isAdministrator
    ? data?.find((one) => one.state === "running" || one.state === "waiting")
    : undefined;
  if (!batch) return null;
  const tried = batch.total - batch.left;
  const share = batch.total === 0 ? 1 : tried / batch.total;
  return (
    <Link className={styles.batch} to={`/batches?id=${batch.id}`} data-testid="running-batch">
      <span>{batch.state === "waiting" ? m.layout_batch_waits() : m.layout_batch_runs()}</span>
      <span className={styles.batchBar} aria-hidden>
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.batchCount}>{m.layout_batch_count({ tried, total: batch.total })}</span>
    </Link>
  );
}
