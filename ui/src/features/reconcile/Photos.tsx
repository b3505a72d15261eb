import { Link } from "react-router";
import { wordsFor } from "../../api";
import type { DeliveryReason } from "../../bindings/DeliveryReason";
import type { ReasonGroup } from "../../bindings/ReasonGroup";
import { EmptyState, FailureState, LoadingState, Time } from "../../components";
import { carParkName, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./reconcile.module.css";
import { missingPhotos, type Reasons } from "./useReasons";

const WORDS: Partial<Record<DeliveryReason, () => string>> = {
  photo_missing: m.deliveries_photo_missing_title,
  photo_unreadable: m.deliveries_photo_unreadable_title,
  photo_too_large: m.deliveries_photo_too_large_title,
  photo_host_not_allowed: m.deliveries_photo_host_not_allowed_title,
  photo_unreachable: m.deliveries_photo_unreachable_title,
  photo_lost: m.deliveries_photo_lost_title,
};

/** Photos that the city is owed and that are not to be had; each group leads to its rows. */
export function Photos({ reasons: { groups, error, retry } }: { reasons: Reasons }) {
  const parks = useCarParks();
  if (!groups) return error ? <FailureState {...wordsFor(error)} onRetry={retry} /> : <LoadingState />;
  const missing = missingPhotos(groups);
  return (
    <>
      {error && <FailureState {...wordsFor(error)} inline onRetry={retry} />}
      {missing.length === 0 ? (
        <EmptyState title={m.reconcile_photos_none()} />
      ) : (
        <ul className={styles.groups} data-testid="reconcile-photos">
          {missing.map((group) => (
            <li key={`${group.parking_id} ${group.reason}`}>
              <strong>{WORDS[group.reason]?.()}</strong>
              {parks.length > 1 && <span>{carParkName(parks, group.parking_id)}</span>}
              {group.oldest_at !== null && (
                <span className={styles.dim}>
                  {m.deliveries_oldest()} <Time at={group.oldest_at} />
                </span>
              )}
              <Link to={rowsOf(group)}>{m.deliveries_count({ count: group.count })}</Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function rowsOf({ parking_id: park, reason }: ReasonGroup): string {
  return `/deliveries?${new URLSearchParams({ view: "list", state: "parked", reason, park })}`;
}
