import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useMe, useRead, wordsFor } from "../../api";
import type { ReasonGroup } from "../../bindings/ReasonGroup";
import { EmptyState, FailureState, LoadingState, SafeText, StatusWord, Time } from "../../components";
import { carParkName, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { listOf } from "./filter";
import { ReportingDialog } from "./ReportingDialog";
import { RetryButton } from "./RetryButton";
import { isParked, reasonWords, remedyWords } from "./words";

const LONGEST_WORDS = 160;

/** What keeps deliveries from the city: what it is, what it means, what to do. */
export function Reasons({ park }: { park: string }) {
  const parks = useCarParks();
  const { data, error, refetch } = useRead("delivery_reasons", park ? { parking_id: park } : {}, {
    keepPrevious: true,
  });
  const retry = () => void refetch();
  if (!data) return error ? <FailureState {...wordsFor(error)} onRetry={retry} /> : <LoadingState />;
  return (
    <>
      {error && <FailureState {...wordsFor(error)} inline onRetry={retry} />}
      {data.length === 0 ? (
        <EmptyState title={m.deliveries_no_reasons()} hint={m.deliveries_no_reasons_hint()} />
      ) : (
        <ul className={styles.reasons} data-testid="reasons">
          {data.map((group) => (
            <Group
              key={`${group.parking_id} ${group.reason} ${group.words}`}
              group={group}
              name={parks.length > 1 ? carParkName(parks, group.parking_id) : undefined}
            />
          ))}
        </ul>
      )}
    </>
  );
}

interface GroupProps {
  group: ReasonGroup;
  name: string | undefined;
}

function Group({ group, name }: GroupProps) {
  const { parking_id: park, reason, words, count } = group;
  const { tone, title, means } = reasonWords[reason];
  const rows = listOf({
    park,
    reason,
    words,
    ...(isParked(reason) ? { state: "parked" as const } : { state: "open" as const }),
  });
  return (
    <li className={styles.reason} data-testid="reason" data-reason={reason}>
      <h2>
        <StatusWord tone={tone} plain>
          {title()}
        </StatusWord>
      </h2>
      <span className={styles.count}>
        {count > 0 && (
          <Link to={rows} data-testid="reason-rows">
            {reason === "behind" ? m.deliveries_at_least({ count }) : m.deliveries_count({ count })}
          </Link>
        )}
        {name && <span>{name}</span>}
        {group.oldest_at !== null && (
          <span>
            {m.deliveries_oldest()} <Time at={group.oldest_at} />
          </span>
        )}
        {group.since !== null && (
          <span>
            {m.deliveries_since()} <Time at={group.since} />
          </span>
        )}
      </span>
      {words !== null && words !== "" && (
        <p className={styles.words}>
          {m.deliveries_city_says()} <SafeText text={words} length={LONGEST_WORDS} />
        </p>
      )}
      <p>{means()}</p>
      <p>
        <strong>{m.deliveries_do()}</strong> {remedyWords[group.remedy]()}
      </p>
      <div className={styles.acts}>
        {isParked(reason) && (
          <RetryButton
            which={{
              which: "filtered",
              filter: {
                parking_id: park,
                state: "parked",
                reason,
                ...(reason === "refused" && words !== null ? { words } : {}),
                text: "",
              },
            }}
            label={m.deliveries_retry_all({ count })}
          />
        )}
        <RemedyAct group={group} name={name} />
      </div>
    </li>
  );
}

/** What can be done from here beside trying again. */
function RemedyAct({ group, name }: GroupProps) {
  const isAdministrator = useMe().role === "administrator";
  switch (group.remedy) {
    case "find_arrival":
      return (
        <Link to={`/reconcile?show=arrivals&park=${encodeURIComponent(group.parking_id)}`}>
          {m.deliveries_find_arrival()}
        </Link>
      );
    case "resume":
      return isAdministrator ? <Resume group={group} name={name} /> : null;
    default:
      return null;
  }
}

function Resume({ group, name }: GroupProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)} data-testid="reporting-hold">
        {m.deliveries_resume()}
      </Button>
      {isAsking && (
        <ReportingDialog
          parkingId={group.parking_id}
          name={name}
          waiting={group.count}
          hold={false}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
