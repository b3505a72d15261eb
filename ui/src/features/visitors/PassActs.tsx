import { Button } from "antd";
import { type FormEvent, useState } from "react";
import type { VisitorItem } from "../../bindings/VisitorItem";
import {
  addDays,
  DayField,
  Dialog,
  formatTime,
  Plate,
  parseDay,
  toast,
  today,
  visible,
} from "../../components";
import { useRegisterWrite, WriteNotice } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./visitors.module.css";

interface PassActProps {
  pass: VisitorItem;
  onClose: () => void;
}

/** A pass made here is to end later, or earlier. */
export function ExtendDialog({ pass, onClose }: PassActProps) {
  const base = pass.ends_at === null ? today() : formatTime(pass.ends_at, "date", 0);
  const [until, setUntil] = useState(addDays(base, 1));
  const write = useRegisterWrite("extend_visitor");
  const day = parseDay(until);
  const isPast = day !== undefined && day < today();
  const ready = day !== undefined && !isPast && !write.busy && write.view?.outcome !== "unknown";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || !day) return;
    const of = { parking_id: pass.parking_id, plate: pass.plate.text };
    const view = await write.send({ of, until: day });
    if (view?.outcome !== "done") return;
    toast.ok(m.visitors_extended({ until: day }), visible(pass.plate.text).slice(0, 20));
    onClose();
  };
  return (
    <Dialog title={m.visitors_extend()} onClose={onClose} width="28rem" held={write.busy}>
      <form className={styles.one} onSubmit={(event) => void submit(event)} data-testid="extend-form">
        <p>
          <Plate plate={pass.plate} />
        </p>
        <DayField
          label={m.visitors_last_day()}
          value={until}
          onChange={(next) => {
            write.touch();
            setUntil(next);
          }}
          required
          error={isPast ? m.visitors_past() : write.errorAt("until")}
          usual={[1, 3, 7].map((count) => ({
            label: m.visitors_days_more({ count }),
            day: addDays(base, count),
          }))}
          testId="extend-until"
        />
        <WriteNotice write={write} act="extend" fields={["until"]} />
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.busy}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={!ready}
            loading={write.busy}
            data-testid="extend-send"
          >
            {m.visitors_extend()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Calls a pass off. */
export function CancelDialog({ pass, onClose }: PassActProps) {
  const write = useRegisterWrite("cancel_visitor");
  const run = async () => {
    const view = await write.send({ parking_id: pass.parking_id, plate: pass.plate.text });
    if (view?.outcome !== "done") return;
    toast.ok(m.visitors_cancelled(), visible(pass.plate.text).slice(0, 20));
    onClose();
  };
  return (
    <Dialog title={m.visitors_cancel_title()} onClose={onClose} width="28rem" held={write.busy}>
      <div className={styles.one}>
        <p>
          <Plate plate={pass.plate} />
        </p>
        <p>{m.visitors_cancel_what()}</p>
        <WriteNotice write={write} act="cancel" />
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.busy}>
            {m.visitors_keep()}
          </Button>
          <Button
            type="primary"
            danger
            autoFocus
            loading={write.busy}
            disabled={write.view?.outcome === "unknown"}
            onClick={() => void run()}
            data-testid="cancel-send"
          >
            {m.visitors_cancel()}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
