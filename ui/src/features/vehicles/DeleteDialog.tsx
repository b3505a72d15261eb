import { Button } from "antd";
import type { VehicleItem } from "../../bindings/VehicleItem";
import { Dialog, Plate, toast, visible } from "../../components";
import { useRegisterWrite, WriteNotice } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./vehicles.module.css";

/** Asks once before a registration is removed. */
export function DeleteDialog({ vehicle, onClose }: { vehicle: VehicleItem; onClose: () => void }) {
  const write = useRegisterWrite("delete_vehicle");
  const run = async () => {
    const view = await write.send({ parking_id: vehicle.parking_id, plate: vehicle.plate.text });
    if (view?.outcome !== "done") return;
    toast.ok(m.vehicles_deleted(), visible(vehicle.plate.text).slice(0, 20));
    onClose();
  };
  return (
    <Dialog title={m.vehicles_delete_one()} onClose={onClose} width="30rem" held={write.busy}>
      <div className={styles.fields}>
        <p>
          <Plate plate={vehicle.plate} />
        </p>
        <p>{m.vehicles_delete_what()}</p>
        <WriteNotice write={write} />
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.busy}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            danger
            autoFocus
            loading={write.busy}
            disabled={write.view?.outcome === "unknown"}
            onClick={() => void run()}
            data-testid="delete-send"
          >
            {m.vehicles_delete()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
