import type { AuditItem } from "../../bindings/AuditItem";
import { Facts, Panel, SafeText, Section, Time } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./audit.module.css";
import { actionWord, actorWord, fieldWord } from "./words";

const LONGEST = 400;

/** All that a row says. */
export function RowPanel({ row, onClose }: { row: AuditItem; onClose: () => void }) {
  return (
    <Panel title={m.audit_row_title({ id: row.id })} onClose={onClose} testId="audit-row">
      <Facts
        facts={[
          [m.audit_at(), <Time key="at" at={row.at} form="full" />],
          [m.audit_actor(), <SafeText key="actor" text={actorWord(row.actor)} length={LONGEST} />],
          [m.audit_action(), <SafeText key="action" text={actionWord(row.action)} length={LONGEST} />],
          [m.audit_code(), <SafeText key="code" text={row.action} length={LONGEST} />],
          [m.audit_subject(), row.subject && <SafeText key="subject" text={row.subject} length={LONGEST} />],
        ]}
      />
      <Section title={m.audit_changes()}>
        {row.fields.length === 0 ? (
          <p className={styles.dim}>{m.audit_no_more()}</p>
        ) : (
          <table className={styles.fields}>
            <thead>
              <tr>
                <th>{m.audit_field()}</th>
                <th>{m.audit_before()}</th>
                <th>{m.audit_after()}</th>
              </tr>
            </thead>
            <tbody>
              {row.fields.map((field) => (
                <tr key={field.name} data-same={field.before === field.after}>
                  <th scope="row">
                    <SafeText text={fieldWord(field.name)} length={80} />
                  </th>
                  <td>{field.before === null ? "—" : <SafeText text={field.before} length={LONGEST} />}</td>
                  <td>
                    {field.after === null ? (
                      "—"
                    ) : field.after === field.before ? (
                      m.audit_same()
                    ) : (
                      <SafeText text={field.after} length={LONGEST} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
    </Panel>
  );
}
