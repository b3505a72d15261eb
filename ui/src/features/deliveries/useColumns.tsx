import { useMemo } from "react";
import type { DeliveryItem } from "../../bindings/DeliveryItem";
import { type Column, Plate, SafeText, StatusWord, Time } from "../../components";
import { carParkName, deliveryKindWords, fieldWords, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { stateWords, whyOf } from "./words";

const LONGEST = 60;

/** A delivery in one row. */
export function useColumns(): readonly Column<DeliveryItem>[] {
  const parks = useCarParks();
  return useMemo(
    () => [
      { id: "at", title: m.deliveries_passage_at(), width: "9rem", cell: (row) => <Time at={row.at} /> },
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      { id: "kind", title: m.deliveries_kind(), width: "8.5rem", cell: kindOf },
      {
        id: "state",
        title: m.deliveries_state(),
        width: "7.5rem",
        cell: ({ state }) => (
          <StatusWord tone={stateWords[state].tone} plain>
            {stateWords[state].words()}
          </StatusWord>
        ),
      },
      {
        id: "why",
        title: m.deliveries_reason(),
        width: "minmax(9rem, 1fr)",
        cell: (row) => <SafeText text={whyOf(row)} length={LONGEST} />,
      },
      {
        id: "answer",
        title: m.deliveries_answer(),
        width: "minmax(9rem, 1fr)",
        cell: (row) => (
          <span className={styles.dim}>
            {row.status !== null && `${row.status} `}
            {row.answer && <SafeText text={row.answer} length={LONGEST} />}
          </span>
        ),
      },
      { id: "tries", title: m.deliveries_tries(), width: "4rem", end: true, cell: (row) => row.tries },
      {
        id: "when",
        title: m.deliveries_when_sent(),
        width: "9rem",
        cell: (row) =>
          row.delivered_at !== null ? (
            <Time at={row.delivered_at} />
          ) : (
            row.next_attempt_at !== null && (
              <span className={styles.dim}>
                {m.deliveries_next()} <Time at={row.next_attempt_at} />
              </span>
            )
          ),
      },
      ...(parks.length > 1
        ? [
            {
              id: "park",
              title: m.domain_car_park(),
              width: "8rem",
              cell: (row: DeliveryItem) => carParkName(parks, row.parking_id),
            },
          ]
        : []),
    ],
    [parks],
  );
}

function kindOf({ kind, img_index: index }: DeliveryItem): string {
  const words = deliveryKindWords[kind]();
  return index === null ? words : `${words} ${index}`;
}
