import { useMemo } from "react";
import type { AuditField } from "../../bindings/AuditField";
import type { AuditItem } from "../../bindings/AuditItem";
import { type Column, SafeText, shortened, Time } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./audit.module.css";
import { actionWord, actorWord, fieldWord } from "./words";

/** So many fields are told in a row; all of them in its panel. */
const TOLD = 4;
const LONGEST = 40;

export function useAuditColumns(): readonly Column<AuditItem>[] {
  return useMemo(
    () => [
      {
        id: "id",
        title: m.audit_id(),
        width: "5.5rem",
        end: true,
        cell: (row) => <span className={styles.dim}>{row.id}</span>,
      },
      {
        id: "at",
        title: m.audit_at(),
        width: "9.5rem",
        cell: (row) => <Time at={row.at} form="full" />,
      },
      {
        id: "actor",
        title: m.audit_actor(),
        width: "8rem",
        cell: (row) => <SafeText text={actorWord(row.actor)} length={20} />,
      },
      {
        id: "action",
        title: m.audit_action(),
        width: "11rem",
        cell: (row) => <SafeText text={actionWord(row.action)} length={30} />,
      },
      {
        id: "subject",
        title: m.audit_subject(),
        width: "minmax(8rem, 0.7fr)",
        cell: (row) => <SafeText text={row.subject} length={LONGEST} />,
      },
      {
        id: "changes",
        title: m.audit_changes(),
        width: "minmax(12rem, 2fr)",
        cell: (row) => <span className={styles.changes}>{told(row.fields)}</span>,
      },
    ],
    [],
  );
}

/** What of an act differs, in one line. */
export function told(fields: readonly AuditField[]): string {
  const differing = fields.filter((field) => field.before !== field.after);
  const parts = differing.slice(0, TOLD).map((field) => {
    const name = shortened(fieldWord(field.name), LONGEST);
    const text = shortened(change(field), LONGEST * 2);
    return name === "" ? text : `${name}: ${text}`;
  });
  if (differing.length > TOLD) parts.push("…");
  return parts.join(" · ");
}

function change({ before, after }: AuditField): string {
  if (before === null) return after ?? "";
  return m.audit_arrow({ before: before || "—", after: after || "—" });
}
