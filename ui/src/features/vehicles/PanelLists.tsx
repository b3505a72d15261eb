import { StopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useWrite, wordsFor } from "../../api";
import type { BlacklistView } from "../../bindings/BlacklistView";
import type { CouponView } from "../../bindings/CouponView";
import type { OutingView } from "../../bindings/OutingView";
import type { WriteView } from "../../bindings/WriteView";
import { formatMoment, SafeText, Section, StatusWord, shortened, Time, toast } from "../../components";
import { ChangeList, cameWords, couponWords, OutcomeWord, operationWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./vehicles.module.css";

const LONGEST_NAME = 16;
const LONGEST_TEXT = 160;

export function BlacklistEntries({ entries }: { entries: readonly BlacklistView[] }) {
  if (entries.length === 0) return null;
  return (
    <Section title={m.vehicles_on_blacklist()}>
      <ul className={styles.list}>
        {entries.map((entry) => (
          <li key={`${entry.parking_id} ${entry.until}`}>
            <StatusWord tone={entry.holds ? "bad" : "neutral"} icon={<StopOutlined aria-hidden />}>
              {entry.until ?? m.vehicles_without_end()}
            </StatusWord>
            {entry.reason && <SafeText text={entry.reason} length={LONGEST_TEXT} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What was changed from here, and what came of it. */
export function WriteHistory({ history }: { history: readonly WriteView[] }) {
  const check = useWrite("check_write");
  return (
    <Section title={m.vehicles_history()}>
      {history.length === 0 && <p className={styles.dim}>{m.vehicles_history_none()}</p>}
      <ul className={`${styles.list} ${styles.history}`}>
        {history.map((write) => (
          <li key={write.id}>
            <strong>{operationWords[write.operation]()}</strong>
            <OutcomeWord outcome={write.outcome} />
            <span className={styles.dim}>
              {shortened(write.by, LONGEST_NAME)} · <Time at={write.at} />
            </span>
            {write.outcome === "unknown" && (
              <Button
                size="small"
                loading={check.isPending}
                onClick={() =>
                  check.mutate({ id: write.id }, { onError: (error) => toast.failure(wordsFor(error)) })
                }
              >
                {m.domain_check_again()}
              </Button>
            )}
            {write.outcome !== "done" && <p className={styles.dim}>{cameWords(write)}</p>}
            <ChangeList changes={write.changes} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Coupons({ coupons }: { coupons: readonly CouponView[] }) {
  if (coupons.length === 0) return null;
  return (
    <Section title={m.vehicles_coupons()}>
      <ul className={styles.list}>
        {coupons.map((coupon) => (
          <li key={coupon.issued_at}>
            <strong>{couponWords(coupon.kind, coupon.amount)}</strong>
            <OutcomeWord outcome={coupon.outcome} />
            <span className={styles.dim}>
              {shortened(coupon.issued_by, LONGEST_NAME)} · <Time at={coupon.issued_at} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Outings({ outings }: { outings: readonly OutingView[] }) {
  if (outings.length === 0) return null;
  return (
    <Section title={m.vehicles_outings()}>
      <ul className={styles.list}>
        {outings.map((outing) => (
          <li key={`${outing.starts_at} ${outing.ends_at}`}>
            <span>
              {formatMoment(outing.starts_at)} – {formatMoment(outing.ends_at)}
            </span>
            <OutcomeWord outcome={outing.outcome} />
            <span className={styles.dim}>{shortened(outing.registered_by, LONGEST_NAME)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
