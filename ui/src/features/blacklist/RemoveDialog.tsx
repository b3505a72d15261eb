import { Button } from "antd";
import type { BlacklistItem } from "../../bindings/BlacklistItem";
import { Dialog, Plate, toast, visible } from "../../components";
import { useRegisterWrite, WriteNotice } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./blacklist.module.css";

/** Asks once before a plate is let through again. */
export function RemoveDialog({ entry, onClose }: { entry: BlacklistItem; onClose: () => void }) {
  const write = useRegisterWrite("delete_blacklist");
  const run = async () => {
    const view = await write.send({ parking_id: entry.parking_id, plate: entry.plate.text });
    if (view?.outcome !== "done") return;
    toast.ok(m.blacklist_removed(), visible(entry.plate.text).slice(0, 20));
    onClose();
  };
  return (
    <Dialog title={m.blacklist_remove_title()} onClose={onClose} width="28rem" held={write.busy}>
      <div className={styles.form}>
        <p>
          <Plate plate={entry.plate} />
        </p>
        <p>{m.blacklist_remove_what()}</p>
        <WriteNotice write={write} />
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.busy}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            autoFocus
            loading={write.busy}
            disabled={write.view?.outcome === "unknown"}
            onClick={() => void run()}
            data-testid="blacklist-remove-send"
          >
            {m.blacklist_remove()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
