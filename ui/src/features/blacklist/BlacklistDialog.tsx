import { Button } from "antd";
import { type FormEvent, useState } from "react";
import {
  addMonths,
  DayField,
  Dialog,
  formatTime,
  judge,
  type PlateEntry,
  PlateInput,
  parseDay,
  SubmitKey,
  TextField,
  toast,
  today,
  visible,
} from "../../components";
import { CarParkField, useCarParks, useRegisterWrite, WriteNotice } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./blacklist.module.css";

interface BlacklistDialogProps {
  plate?: string;
  parkingId?: string;
  until?: string | null;
  reason?: string | null;
  onClose: () => void;
}

const LONGEST_REASON = 200;
const FOR_EVER = "2099-12-31";

/** Puts a plate on the blacklist, or changes its last day. */
export function BlacklistDialog({ plate = "", parkingId, until, reason, onClose }: BlacklistDialogProps) {
  const parks = useCarParks();
  const [entry, setEntry] = useState<PlateEntry>({ typed: plate, insisted: plate !== "" });
  const [park, setPark] = useState(parkingId ?? "");
  const [day, setDay] = useState(until ?? addMonths(today(), 12));
  const [why, setWhy] = useState(reason ?? "");
  const write = useRegisterWrite("add_blacklist");
  const chosen = park || (parks[0]?.parking_id ?? "");
  const verdict = judge(entry);
  const last = parseDay(day);
  const isPast = last !== undefined && last < today();
  const ready =
    verdict.acceptable &&
    last !== undefined &&
    !isPast &&
    why.trim() !== "" &&
    chosen !== "" &&
    !write.busy &&
    write.view?.outcome !== "unknown";
  const change =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      write.touch();
      set(value);
    };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!ready || !last) return;
    const view = await write.send({
      parking_id: chosen,
      plate: verdict.text,
      insist: entry.insisted,
      until: last,
      reason: why.trim(),
    });
    if (view?.outcome !== "done") return;
    const name = visible(verdict.text);
    toast.ok(m.blacklist_added(), name);
    if (view.inside_since !== null) {
      toast.warn(
        m.blacklist_is_inside({ plate: name }),
        m.blacklist_is_inside_since({ since: formatTime(view.inside_since, "smart", Date.now()) }),
      );
    }
    onClose();
  };
  return (
    <Dialog title={m.blacklist_dialog()} onClose={onClose} width="36rem" held={write.busy}>
      <form className={styles.form} onSubmit={(event) => void submit(event)} data-testid="blacklist-form">
        <SubmitKey label={m.blacklist_send()} onSubmit={() => void submit()} />
        <PlateInput
          value={entry}
          onChange={change(setEntry)}
          autoFocus={plate === ""}
          disabled={plate !== ""}
          error={write.errorAt("plate")}
        />
        <CarParkField
          parks={parks}
          value={chosen}
          onChange={change(setPark)}
          disabled={parkingId !== undefined}
        />
        <DayField
          label={m.blacklist_until()}
          value={day}
          onChange={change(setDay)}
          required
          error={isPast ? m.blacklist_past() : write.errorAt("until")}
          usual={[
            { label: m.blacklist_month(), day: addMonths(today(), 1) },
            { label: m.blacklist_year(), day: addMonths(today(), 12) },
            { label: m.blacklist_for_ever(), day: FOR_EVER },
          ]}
        />
        <TextField
          label={m.blacklist_reason()}
          value={why}
          onChange={change(setWhy)}
          autoFocus={plate !== ""}
          maxLength={LONGEST_REASON}
          hint={m.blacklist_reason_hint()}
          error={write.errorAt("reason")}
        />
        <p className={styles.dim}>{m.blacklist_what()}</p>
        <WriteNotice write={write} fields={["plate", "until", "reason"]} />
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.busy}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            danger
            htmlType="submit"
            disabled={!ready}
            loading={write.busy}
            data-testid="blacklist-send"
          >
            {m.blacklist_send()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
