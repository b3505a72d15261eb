import { Button } from "antd";
import { type FormEvent, useState } from "react";
import type { VehicleItem } from "../../bindings/VehicleItem";
import {
  addMonths,
  DayField,
  Dialog,
  Plate,
  parseDay,
  SubmitKey,
  toast,
  today,
  visible,
} from "../../components";
import { useRegisterWrite, WriteNotice } from "../../domain";
import { m } from "../../messages/messages.js";
import { formFor, payloadOf } from "./form";
import styles from "./vehicles.module.css";

const MONTHS = [1, 3, 6, 12] as const;

/** A new last day for one registration; the rest stays as it is. */
export function RenewDialog({ vehicle, onClose }: { vehicle: VehicleItem; onClose: () => void }) {
  const base = vehicle.valid_until && vehicle.valid_until > today() ? vehicle.valid_until : today();
  const [until, setUntil] = useState(addMonths(base, 1));
  const write = useRegisterWrite("change_vehicle");
  const day = parseDay(until);
  const isEarly = day !== undefined && day < (vehicle.valid_from ?? day);
  const ready = day !== undefined && !isEarly && !write.busy && write.view?.outcome !== "unknown";
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!ready) return;
    const view = await write.send(payloadOf({ ...formFor(vehicle), until: day }));
    if (view?.outcome !== "done") return;
    toast.ok(m.vehicles_renewed({ until: day }), visible(vehicle.plate.text).slice(0, 20));
    onClose();
  };
  return (
    <Dialog title={m.vehicles_renew()} onClose={onClose} width="30rem" held={write.busy}>
      <form className={styles.fields} onSubmit={(event) => void submit(event)} data-testid="renew-form">
        <SubmitKey label={m.vehicles_renew()} onSubmit={() => void submit()} />
        <p>
          <Plate plate={vehicle.plate} /> {m.vehicles_renew_from({ until: vehicle.valid_until ?? "—" })}
        </p>
        <DayField
          label={m.vehicles_new_last_day()}
          value={until}
          onChange={(next) => {
            write.touch();
            setUntil(next);
          }}
          required
          error={isEarly ? m.vehicles_ends_before() : write.errorAt("valid_until")}
          usual={MONTHS.map((months) => ({
            label: m.vehicles_months_more({ count: months }),
            day: addMonths(base, months),
          }))}
          testId="renew-until"
        />
        <WriteNotice write={write} act="renew" fields={["valid_until"]} />
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.busy}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={!ready}
            loading={write.busy}
            data-testid="renew-send"
          >
            {m.vehicles_renew()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
