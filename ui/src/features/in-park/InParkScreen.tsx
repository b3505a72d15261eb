import { useContext, useMemo } from "react";
import type { CarParkView } from "../../bindings/CarParkView";
import type { InParkItem } from "../../bindings/InParkItem";
import {
  Chips,
  type Column,
  PhotoSource,
  Plate,
  SafeText,
  StatusWord,
  shortened,
  stayWords,
  Time,
  useNow,
} from "../../components";
import { carParkName, fieldWords, ListPage, MirrorAge, StandingTag, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./in-park.module.css";

const OVERDUE_H = 72;
const HOUR_MS = 3_600_000;
const LONGER: readonly string[] = ["24", "72", "168"];

/** What stands inside now, the longest stay first. */
export function InParkScreen({ onPlate }: { onPlate: (plate: string) => void }) {
  const parks = useCarParks();
  const columns = useColumns(parks);
  return (
    <ListPage
      command="in_park"
      title={m.in_park_title()}
      columns={columns}
      keyOf={(row) => `${row.parking_id} ${row.plate.text} ${row.since}`}
      rowHeight={3.1}
      onOpen={(row) => row.plate.text !== "" && onPlate(row.plate.text)}
      empty={{ title: m.in_park_none(), hint: m.in_park_none_hint() }}
      extra={({ longer }) => (longer && LONGER.includes(longer) ? { longer_than_h: Number(longer) } : {})}
      below={(head, address, change) => (
        <>
          <Chips<string>
            label={m.in_park_stay()}
            value={address.longer ?? ""}
            onChange={(longer) => change({ longer })}
            options={[
              { value: "", label: m.in_park_all() },
              { value: "24", label: m.in_park_day() },
              { value: "72", label: m.in_park_overdue(), count: head?.overdue },
              { value: "168", label: m.in_park_week() },
            ]}
          />
          <span className={styles.total}>{head && m.in_park_total({ count: head.total })}</span>
          <MirrorAge register="in_park" />
        </>
      )}
      testId="in-park"
    />
  );
}

function useColumns(parks: readonly CarParkView[]): readonly Column<InParkItem>[] {
  return useMemo(
    () => [
      { id: "photo", title: m.in_park_photo(), width: "4.25rem", cell: (row) => <Thumb row={row} /> },
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      {
        id: "standing",
        title: m.in_park_standing(),
        width: "7.5rem",
        cell: (row) => <StandingTag standing={row.standing} typeName={row.type_name} />,
      },
      {
        id: "owner",
        title: fieldWords.owner(),
        width: "minmax(5rem, 0.7fr)",
        cell: (row) => row.owner && <SafeText text={row.owner} length={20} />,
      },
      {
        id: "lane",
        title: m.in_park_lane(),
        width: "minmax(7rem, 1fr)",
        cell: (row) => shortened(row.lane, 20),
      },
      ...(parks.length > 1
        ? [
            {
              id: "park",
              title: m.domain_car_park(),
              width: "8rem",
              cell: (row: InParkItem) => carParkName(parks, row.parking_id),
            },
          ]
        : []),
      { id: "since", title: m.in_park_since(), width: "9rem", cell: (row) => <Time at={row.since} /> },
      { id: "stay", title: m.in_park_stay(), width: "9.5rem", cell: (row) => <StayOf since={row.since} /> },
      {
        id: "session",
        title: m.in_park_session(),
        width: "7.5rem",
        cell: (row) =>
          row.session === null ? (
            <StatusWord tone="warn" plain>
              {m.in_park_no_session()}
            </StatusWord>
          ) : (
            <span className={styles.dim}>{m.in_park_has_session()}</span>
          ),
      },
    ],
    [parks],
  );
}

function StayOf({ since }: { since: number }) {
  const stay = Math.max(0, useNow(60) - since);
  const words = stayWords(stay);
  return stay > OVERDUE_H * HOUR_MS ? (
    <StatusWord tone="warn" plain>
      {words}
    </StatusWord>
  ) : (
    words
  );
}

function Thumb({ row }: { row: InParkItem }) {
  const source = useContext(PhotoSource);
  return (
    <span className={styles.thumb} data-photo={row.photo.state}>
      {row.photo.state === "here" && (
        <img
          src={source(row.photo.id, "thumbnail")}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
        />
      )}
    </span>
  );
}
