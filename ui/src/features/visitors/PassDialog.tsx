import { Button } from "antd";
import { type FormEvent, useState } from "react";
import {
  addDays,
  DayField,
  Dialog,
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
import styles from "./visitors.module.css";

const LONGEST_NAME = 50;
const LONGEST_TEXT = 200;
const PHONE = /^\+?[0-9][0-9-]{4,18}[0-9]$/;
const FIELDS = ["plate", "contact", "phone", "from", "until", "reason", "parking_id"];

/** Makes a visitor's pass for some days. */
export function PassDialog({ plate = "", onClose }: { plate?: string; onClose: () => void }) {
  const parks = useCarParks();
  const [entry, setEntry] = useState<PlateEntry>({ typed: plate, insisted: plate !== "" });
  const [park, setPark] = useState("");
  const [contact, setContact] = useState("");
  const [phone, setPhone] = useState("");
  const [from, setFrom] = useState(today());
  const [until, setUntil] = useState(today());
  const [reason, setReason] = useState("");
  const write = useRegisterWrite("add_visitor");
  const chosen = park || (parks[0]?.parking_id ?? "");
  const verdict = judge(entry);
  const [first, last] = [parseDay(from), parseDay(until)];
  const reversed = first !== undefined && last !== undefined && last < first;
  const isPast = last !== undefined && last < today();
  const phoneWrong = phone.trim() !== "" && !PHONE.test(phone.replace(/\s/g, ""));
  const ready =
    verdict.acceptable &&
    first !== undefined &&
    last !== undefined &&
    !reversed &&
    !isPast &&
    !phoneWrong &&
    phone.trim() !== "" &&
    contact.trim() !== "" &&
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
    if (!ready || !first || !last) return;
    const view = await write.send({
      parking_id: chosen,
      plate: verdict.text,
      insist: entry.insisted,
      contact: contact.trim(),
      phone: phone.trim(),
      from: first,
      until: last,
      ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
    });
    if (view?.outcome !== "done") return;
    toast.ok(m.visitors_added(), visible(verdict.text));
    onClose();
  };
  const days = [
    { label: m.visitors_one_day(), day: first ?? today() },
    { label: m.visitors_days({ count: 3 }), day: addDays(first ?? today(), 2) },
    { label: m.visitors_days({ count: 7 }), day: addDays(first ?? today(), 6) },
  ];
  return (
    <Dialog title={m.visitors_dialog()} onClose={onClose} width="44rem" held={write.busy}>
      <form className={styles.form} onSubmit={(event) => void submit(event)} data-testid="visitor-form">
        <SubmitKey label={m.visitors_send()} onSubmit={() => void submit()} />
        <div className={styles.wide}>
          <PlateInput
            value={entry}
            onChange={change(setEntry)}
            autoFocus={plate === ""}
            disabled={plate !== ""}
            error={write.errorAt("plate")}
          />
        </div>
        <TextField
          label={m.visitors_contact()}
          required
          value={contact}
          onChange={change(setContact)}
          autoFocus={plate !== ""}
          maxLength={LONGEST_NAME}
          hint={m.visitors_contact_hint()}
          error={write.errorAt("contact")}
        />
        <TextField
          label={m.visitors_phone()}
          required
          value={phone}
          onChange={change(setPhone)}
          maxLength={24}
          error={phoneWrong ? m.visitors_phone_wrong() : write.errorAt("phone")}
        />
        <DayField
          label={m.visitors_first_day()}
          value={from}
          onChange={change(setFrom)}
          required
          error={write.errorAt("from")}
          testId="visitor-from"
        />
        <DayField
          label={m.visitors_last_day()}
          value={until}
          onChange={change(setUntil)}
          required
          error={reversed ? m.visitors_reversed() : isPast ? m.visitors_past() : write.errorAt("until")}
          usual={days}
          testId="visitor-until"
        />
        <TextField
          label={m.visitors_reason()}
          value={reason}
          onChange={change(setReason)}
          maxLength={LONGEST_TEXT}
          error={write.errorAt("reason")}
        />
        <CarParkField
          parks={parks}
          value={chosen}
          onChange={change(setPark)}
          error={write.errorAt("parking_id")}
        />
        <p className={`${styles.wide} ${styles.dim}`}>{m.visitors_how()}</p>
        <div className={styles.wide}>
          <WriteNotice write={write} act="pass" fields={FIELDS} />
        </div>
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.busy}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={!ready}
            loading={write.busy}
            data-testid="visitor-send"
          >
            {m.visitors_send()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
