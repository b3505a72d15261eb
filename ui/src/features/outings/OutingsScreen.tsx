import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import type { CarParkView } from "../../bindings/CarParkView";
import type { OutingItem } from "../../bindings/OutingItem";
import { type Column, Plate, SafeText, StatusWord, shortened, Time, useKeys } from "../../components";
import { carParkName, fieldWords, ListPage, OutcomeWord, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { OutingDialog } from "./OutingDialog";

const LONGEST_ANSWER = 120;

/** Registered absences of authorised vehicles. */
export function OutingsScreen({ onPlate }: { onPlate: (plate: string) => void }) {
  const parks = useCarParks();
  const columns = useColumns(parks);
  const [registering, setRegistering] = useState(false);
  useKeys([
    {
      keys: "Insert",
      label: m.outings_register(),
      group: m.outings_title(),
      inFields: true,
      run: () => setRegistering(true),
    },
  ]);
  return (
    <>
      <ListPage
        command="outings"
        title={m.outings_title()}
        columns={columns}
        keyOf={(row) => String(row.id)}
        onOpen={(row) => onPlate(row.plate.text)}
        empty={{ title: m.outings_none(), hint: m.outings_none_hint() }}
        actions={() => (
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => setRegistering(true)}
            data-testid="outings-register"
          >
            {m.outings_register()}
          </Button>
        )}
        testId="outings"
      />
      {registering && <OutingDialog onClose={() => setRegistering(false)} />}
    </>
  );
}

function useColumns(parks: readonly CarParkView[]): readonly Column<OutingItem>[] {
  return useMemo(
    () => [
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      { id: "from", title: m.outings_from(), width: "9rem", cell: (row) => <Time at={row.starts_at} /> },
      { id: "to", title: m.outings_to(), width: "9rem", cell: (row) => <Time at={row.ends_at} /> },
      { id: "now", title: m.outings_state(), width: "7rem", cell: (row) => <State outing={row} /> },
      { id: "by", title: m.outings_by(), width: "7rem", cell: (row) => shortened(row.registered_by, 12) },
      { id: "at", title: m.outings_at(), width: "9rem", cell: (row) => <Time at={row.registered_at} /> },
      ...(parks.length > 1
        ? [
            {
              id: "park",
              title: m.domain_car_park(),
              width: "8rem",
              cell: (row: OutingItem) => carParkName(parks, row.parking_id),
            },
          ]
        : []),
      {
        id: "outcome",
        title: m.outings_outcome(),
        width: "7.5rem",
        cell: (row) => <OutcomeWord outcome={row.outcome} />,
      },
      {
        id: "answer",
        title: m.outings_answer(),
        width: "minmax(8rem, 1fr)",
        cell: (row) => row.answer && <SafeText text={row.answer} length={LONGEST_ANSWER} />,
      },
    ],
    [parks],
  );
}

function State({ outing }: { outing: OutingItem }) {
  const now = Date.now();
  if (outing.outcome !== "done") return null;
  if (outing.ends_at < now) return <StatusWord tone="neutral">{m.outings_over()}</StatusWord>;
  if (outing.starts_at > now) return <StatusWord tone="info">{m.outings_later()}</StatusWord>;
  return <StatusWord tone="ok">{m.outings_away()}</StatusWord>;
}
