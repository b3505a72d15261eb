import type { AuditChecked } from "../../bindings/AuditChecked";
import type { AuditFaultKind } from "../../bindings/AuditFaultKind";
import { StatusWord } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./audit.module.css";

const faultWords: Readonly<Record<AuditFaultKind, () => string>> = {
  altered: m.audit_fault_altered,
  missing: m.audit_fault_missing,
  tail_cut: m.audit_fault_tail_cut,
  forged_anchor: m.audit_fault_forged_anchor,
  rolled_back: m.audit_fault_rolled_back,
  forged_export: m.audit_fault_forged_export,
};

/** Whether the log is what was written; if not, from which row on. */
export function Verified({ checked }: { checked: AuditChecked }) {
  const { fault, rows } = checked;
  if (fault === null) {
    return (
      <div className={styles.verified} role="status" data-testid="audit-verified" data-whole="true">
        <StatusWord tone="ok">{m.audit_whole({ rows })}</StatusWord>
        <span className={styles.dim}>{m.audit_whole_hint()}</span>
      </div>
    );
  }
  return (
    <div
      className={styles.verified}
      role="alert"
      data-testid="audit-verified"
      data-whole="false"
      data-row={fault.row ?? ""}
    >
      <StatusWord tone="bad">
        {fault.row === null ? m.audit_broken_nowhere() : m.audit_broken({ row: fault.row })}
      </StatusWord>
      <span>
        {faultWords[fault.kind]()} {m.audit_broken_hint({ rows })}
      </span>
    </div>
  );
}
