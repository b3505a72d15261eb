import type { AlertView } from "../../../bindings/AlertView";

/** `urgent`: a vehicle stands at the barrier now; `serious`: somebody has to act; `minor`: it can wait. */
export type Urgency = "urgent" | "serious" | "minor";

const ORDER: readonly Urgency[] = ["urgent", "serious", "minor"];

export function urgencyOf({ kind, critical }: Pick<AlertView, "kind" | "critical">): Urgency {
  if (kind === "blacklisted") return "urgent";
  return critical ? "serious" : "minor";
}

/** What cannot be overlooked: it covers the screen and sounds until somebody acknowledges it. The oldest first. */
export function pressing(alerts: readonly AlertView[]): AlertView[] {
  return alerts
    .filter((alert) => urgencyOf(alert) === "urgent" && alert.acknowledged_at === null)
    .sort((one, other) => one.raised_at - other.raised_at || one.id - other.id);
}

export function unacknowledged(alerts: readonly AlertView[]): AlertView[] {
  return alerts.filter((alert) => alert.acknowledged_at === null);
}

/** Unacknowledged ones first, the more urgent before, then the newer. */
export function ranked(alerts: readonly AlertView[]): AlertView[] {
  const rank = (alert: AlertView) =>
    (alert.acknowledged_at === null ? 0 : ORDER.length) + ORDER.indexOf(urgencyOf(alert));
  return [...alerts].sort(
    (one, other) => rank(one) - rank(other) || other.raised_at - one.raised_at || other.id - one.id,
  );
}
