import { Button } from "antd";
import { useState } from "react";
import { useMe, useRead, wordsFor } from "../../api";
import type { VehicleDetails } from "../../bindings/VehicleDetails";
import type { VehicleItem } from "../../bindings/VehicleItem";
import type { VehicleOf } from "../../bindings/VehicleOf";
import {
  EmptyState,
  Facts,
  FailureState,
  formatTime,
  formOf,
  LoadingState,
  Panel,
  Plate,
  SafeText,
  Section,
  StatusWord,
  shortened,
  stayWords,
  useNow,
} from "../../components";
import { fieldWords, laneName, StandingTag, typeWords, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { DaysLeft } from "./columns";
import { DeleteDialog } from "./DeleteDialog";
import { BlacklistEntries, Coupons, Outings, WriteHistory } from "./PanelLists";
import { RenewDialog } from "./RenewDialog";
import { VehicleFormDialog } from "./VehicleFormDialog";
import styles from "./vehicles.module.css";

interface VehiclePanelProps {
  of: VehicleOf;
  /** Shows another one. */
  onShow: (of: VehicleOf) => void;
  onPlate: (plate: string) => void;
  onHistory: (plate: string) => void;
  onClose: () => void;
}

const DIALOGS = { change: VehicleFormDialog, renew: RenewDialog, delete: DeleteDialog };

/** Everything about one registration, and what can be done to it. */
export function VehiclePanel(props: VehiclePanelProps) {
  const { of, onClose } = props;
  const { data, error, isPending, refetch } = useRead("vehicle", of, { keepPrevious: true });
  return (
    <Panel
      title={
        <Plate plate={data?.vehicle?.plate ?? { text: of.plate, form: formOf(of.plate) }} size="medium" />
      }
      onClose={onClose}
      testId="vehicle-panel"
    >
      {data ? (
        <Details details={data} {...props} />
      ) : isPending ? (
        <LoadingState />
      ) : (
        <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />
      )}
    </Panel>
  );
}

function Details({
  details,
  of,
  onShow,
  onPlate,
  onHistory,
}: VehiclePanelProps & { details: VehicleDetails }) {
  const [asking, setAsking] = useState<keyof typeof DIALOGS>();
  const isAdministrator = useMe().role === "administrator";
  const { vehicle } = details;
  const Asking = asking && DIALOGS[asking];
  return (
    <>
      <div className={styles.acts}>
        {isAdministrator && vehicle && (
          <>
            <Button type="primary" onClick={() => setAsking("renew")} data-testid="vehicle-renew">
              {m.vehicles_renew()}
            </Button>
            <Button onClick={() => setAsking("change")} data-testid="vehicle-change">
              {m.vehicles_change()}
            </Button>
            <Button danger onClick={() => setAsking("delete")} data-testid="vehicle-delete">
              {m.vehicles_delete()}
            </Button>
          </>
        )}
        <Button onClick={() => onPlate(of.plate)}>{m.vehicles_card()}</Button>
        <Button onClick={() => onHistory(of.plate)}>{m.vehicles_passages()}</Button>
      </div>
      {vehicle ? (
        <Registration vehicle={vehicle} />
      ) : (
        <EmptyState title={m.vehicles_gone()} hint={m.vehicles_gone_hint()} />
      )}
      <Whereabouts details={details} />
      <BlacklistEntries entries={details.blacklist} />
      <SameOwner details={details} onShow={onShow} />
      <WriteHistory history={details.history} />
      <Coupons coupons={details.coupons} />
      <Outings outings={details.outings} />
      {Asking && vehicle && <Asking vehicle={vehicle} onClose={() => setAsking(undefined)} />}
    </>
  );
}

const LONGEST = 200;

function Registration({ vehicle }: { vehicle: VehicleItem }) {
  const parks = useCarParks();
  const text = (value: string | null) => value && <SafeText text={value} length={LONGEST} />;
  return (
    <Section
      title={
        <>
          {m.vehicles_registration()}
          <StandingTag standing={vehicle.standing} typeName={vehicle.type_name} />
          <DaysLeft days={vehicle.days_left} />
          {vehicle.unsettled && <StatusWord tone="warn">{m.vehicles_unsettled()}</StatusWord>}
        </>
      }
    >
      <Facts
        facts={[
          [fieldWords.owner(), text(vehicle.owner)],
          [fieldWords.phone(), text(vehicle.phone)],
          [fieldWords.type(), typeWords(vehicle.vehicle_type, vehicle.type_name)],
          [fieldWords.valid_from(), vehicle.valid_from],
          [fieldWords.valid_until(), vehicle.valid_until ?? m.vehicles_without_end()],
          [fieldWords.spaces(), vehicle.spaces],
          [
            fieldWords.lanes(),
            vehicle.lanes.length === 0
              ? m.vehicles_lanes_all()
              : vehicle.lanes.map((lane) => laneName(parks, vehicle.parking_id, lane)).join(", "),
          ],
          [fieldWords.department(), text(vehicle.department)],
          [fieldWords.work_no(), text(vehicle.work_no)],
          [fieldWords.remark(), text(vehicle.remark)],
        ]}
      />
    </Section>
  );
}

function Whereabouts({ details: { inside } }: { details: VehicleDetails }) {
  const now = useNow(60);
  if (!inside) return null;
  return (
    <p>
      <StatusWord tone="info">{m.vehicles_inside()}</StatusWord>{" "}
      {m.vehicles_inside_since({
        lane: shortened(inside.lane, 16),
        since: formatTime(inside.since, "smart", now),
        stay: stayWords(Math.max(0, now - inside.since)),
      })}
    </p>
  );
}

/** 一位多车: the vehicles that share the owner's spaces. */
function SameOwner({ details, onShow }: { details: VehicleDetails; onShow: VehiclePanelProps["onShow"] }) {
  const { same_owner, vehicle, inside_of_owner } = details;
  const spaces = vehicle?.spaces ?? 1;
  if (same_owner.length === 0) return null;
  const isFull = inside_of_owner >= spaces;
  return (
    <Section
      title={
        <>
          {m.vehicles_same_owner()}
          <StatusWord tone={isFull ? "warn" : "ok"}>
            {m.vehicles_spaces_used({ used: inside_of_owner, spaces })}
          </StatusWord>
        </>
      }
    >
      <ul className={styles.list}>
        {same_owner.map((one) => (
          <li key={one.plate.text}>
            <Button
              type="link"
              size="small"
              onClick={() => onShow({ parking_id: one.parking_id, plate: one.plate.text })}
            >
              <Plate plate={one.plate} size="small" />
            </Button>
            <StandingTag standing={one.standing} typeName={one.type_name} />
            <span className={styles.dim}>{one.valid_until}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
