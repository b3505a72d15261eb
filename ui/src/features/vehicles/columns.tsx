import { SyncOutlined } from "@ant-design/icons";
import { useMemo, useState } from "react";
import type { CarParkView } from "../../bindings/CarParkView";
import type { VehicleField } from "../../bindings/VehicleField";
import type { VehicleItem } from "../../bindings/VehicleItem";
import { type Column, Plate, SafeText, StatusWord } from "../../components";
import { carParkName, daysLeftWords, fieldWords, laneName, StandingTag, typeWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./vehicles.module.css";

/** Columns that can be left out; the plate cannot. */
export const OPTIONAL = [
  "owner",
  "phone",
  "type",
  "valid_from",
  "valid_until",
  "days_left",
  "spaces",
  "lanes",
  "department",
  "work_no",
  "remark",
] as const;
export type ColumnId = (typeof OPTIONAL)[number];

const AT_FIRST: readonly ColumnId[] = [
  "owner",
  "phone",
  "type",
  "valid_until",
  "days_left",
  "department",
  "remark",
];
const KEPT_AS = "gatehouse.vehicles.columns";

function kept(): readonly ColumnId[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "null");
    return Array.isArray(list) ? OPTIONAL.filter((id) => list.includes(id)) : AT_FIRST;
  } catch {
    // Unreadable, or storage is forbidden.
    return AT_FIRST;
  }
}

/** The columns that a person chose for this machine. */
export function useChosenColumns(): [readonly ColumnId[], (ids: readonly ColumnId[]) => void] {
  const [chosen, setChosen] = useState(kept);
  return [
    chosen,
    (ids) => {
      const next = OPTIONAL.filter((id) => ids.includes(id));
      setChosen(next);
      try {
        localStorage.setItem(KEPT_AS, JSON.stringify(next));
      } catch {
        // Storage is full or forbidden; it lasts as long as the screen.
      }
    },
  ];
}

export function columnTitle(id: ColumnId): string {
  return id === "days_left" ? m.vehicles_days_left() : fieldWords[id]();
}

/** The fields that an export of these columns holds. */
export function fieldsOf(chosen: readonly ColumnId[]): VehicleField[] {
  return ["plate", ...chosen.filter((id): id is Exclude<ColumnId, "days_left"> => id !== "days_left")];
}

const WIDTHS: Record<ColumnId, string> = {
  owner: "minmax(5rem, 0.7fr)",
  phone: "8rem",
  type: "minmax(8.6rem, 0.6fr)",
  valid_from: "6.5rem",
  valid_until: "6.5rem",
  days_left: "7.5rem",
  spaces: "4rem",
  lanes: "minmax(7rem, 0.8fr)",
  department: "minmax(6rem, 0.8fr)",
  work_no: "6rem",
  remark: "minmax(6rem, 1fr)",
};
const SORTABLE: ReadonlySet<ColumnId> = new Set(["owner", "type", "valid_from", "valid_until", "department"]);
const LONGEST = 40;
/** From here on a last day is worth a second look. */
const SOON_DAYS = 7;

/** The columns of the table. */
export function useColumns(
  chosen: readonly ColumnId[],
  parks: readonly CarParkView[],
): readonly Column<VehicleItem>[] {
  return useMemo(() => {
    const text = (value: string | null) => (value ? <SafeText text={value} length={LONGEST} /> : null);
    const cells: Record<ColumnId, (row: VehicleItem) => React.ReactNode> = {
      owner: (row) => text(row.owner),
      phone: (row) => text(row.phone),
      type: (row) => <Type row={row} />,
      valid_from: (row) => row.valid_from,
      valid_until: (row) => row.valid_until ?? m.vehicles_without_end(),
      days_left: (row) => <DaysLeft days={row.days_left} />,
      spaces: (row) => row.spaces,
      lanes: (row) =>
        row.lanes.length === 0
          ? m.vehicles_lanes_all()
          : row.lanes.map((lane) => laneName(parks, row.parking_id, lane)).join(", "),
      department: (row) => text(row.department),
      work_no: (row) => text(row.work_no),
      remark: (row) => text(row.remark),
    };
    return [
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        sortable: true,
        cell: (row: VehicleItem) => (
          <span className={styles.plate}>
            <Plate plate={row.plate} size="small" />
            {row.unsettled && (
              <SyncOutlined
                className={styles.unsettled ?? ""}
                aria-label={m.vehicles_unsettled()}
                title={m.vehicles_unsettled()}
              />
            )}
          </span>
        ),
      },
      ...(parks.length > 1
        ? [
            {
              id: "car_park",
              title: m.domain_car_park(),
              width: "7rem",
              cell: (row: VehicleItem) => carParkName(parks, row.parking_id),
            },
          ]
        : []),
      ...chosen.map((id) => ({
        id,
        title: columnTitle(id),
        width: WIDTHS[id],
        sortable: SORTABLE.has(id),
        end: id === "spaces",
        cell: cells[id],
      })),
    ];
  }, [chosen, parks]);
}

/** How it stands, and the type where the standing does not say it. */
function Type({ row }: { row: VehicleItem }) {
  const saysType = row.standing === "monthly" || row.standing === "free" || row.standing === "custom";
  return (
    <span className={styles.plate}>
      <StandingTag standing={row.standing} typeName={row.type_name} />
      {!saysType && <span className={styles.dim}>{typeWords(row.vehicle_type, row.type_name)}</span>}
    </span>
  );
}

export function DaysLeft({ days }: { days: number | null }) {
  if (days === null) return null;
  if (days > SOON_DAYS) return daysLeftWords(days);
  return (
    <StatusWord tone={days < 0 ? "bad" : "warn"} plain>
      {daysLeftWords(days)}
    </StatusWord>
  );
}
