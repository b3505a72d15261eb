import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { fieldOf, useWrite, wordsFor } from "../../api";
import type { OutingItem } from "../../bindings/OutingItem";
import {
  Dialog,
  FailureState,
  formatMoment,
  formOf,
  MomentField,
  parseMoment,
  StatusWord,
  SubmitKey,
  shortened,
  startOf,
  toast,
  today,
  visible,
  written,
} from "../../components";
import { CarParkField, PlateFinder, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./outings.module.css";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_ANSWER = 200;

/** Registers that an authorised vehicle is away for a while. */
export function OutingDialog({ plate: given = "", onClose }: { plate?: string; onClose: () => void }) {
  const parks = useCarParks();
  const [plate, setPlate] = useState(given);
  const [park, setPark] = useState("");
  const [from, setFrom] = useState(() => formatMoment(Date.now()));
  const [to, setTo] = useState(() => formatMoment(Date.now() + 2 * HOUR_MS));
  const [came, setCame] = useState<OutingItem>();
  const write = useWrite("register_outing");
  const chosen = park || (parks[0]?.parking_id ?? "");
  const [starts, ends] = [parseMoment(from), parseMoment(to)];
  const reversed = starts !== undefined && ends !== undefined && ends <= starts;
  const ready =
    plate !== "" &&
    chosen !== "" &&
    starts !== undefined &&
    ends !== undefined &&
    !reversed &&
    !write.isPending &&
    came?.outcome !== "unknown";
  const change =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      write.reset();
      setCame(undefined);
      set(value);
    };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!ready || starts === undefined || ends === undefined) return;
    try {
      const item = await write.mutateAsync({ parking_id: chosen, plate, starts_at: starts, ends_at: ends });
      if (item.outcome !== "done") return setCame(item);
      toast.ok(m.outings_done(), written(plate, formOf(plate)));
      onClose();
    } catch {
      // Shown below from the write itself; what was typed stays.
    }
  };
  const field = fieldOf(write.error);
  const errorAt = (name: string) => (write.error && field === name ? wordsFor(write.error).what : undefined);
  const base = starts ?? Date.now();
  return (
    <Dialog title={m.outings_register()} onClose={onClose} width="34rem" held={write.isPending}>
      <form className={styles.form} onSubmit={(event) => void submit(event)} data-testid="outing-form">
        <SubmitKey label={m.outings_register()} onSubmit={() => void submit()} />
        <PlateFinder value={plate} onChange={change(setPlate)} error={errorAt("plate")} />
        <CarParkField parks={parks} value={chosen} onChange={change(setPark)} />
        <MomentField
          label={m.outings_from()}
          value={from}
          onChange={change(setFrom)}
          required
          error={errorAt("starts_at")}
          usual={[{ label: m.outings_now(), at: Date.now() }]}
        />
        <MomentField
          label={m.outings_to()}
          value={to}
          onChange={change(setTo)}
          required
          error={reversed ? m.outings_reversed() : errorAt("ends_at")}
          usual={[
            { label: m.outings_hours({ count: 2 }), at: base + 2 * HOUR_MS },
            { label: m.outings_hours({ count: 4 }), at: base + 4 * HOUR_MS },
            { label: m.outings_end_of_day(), at: startOf(today(base)) + DAY_MS - 60_000 },
            { label: m.outings_days({ count: 3 }), at: base + 3 * DAY_MS },
          ]}
        />
        <p className={styles.dim}>{m.outings_what()}</p>
        {came && <Came item={came} />}
        {write.error && (field === undefined || field === "parking_id") && (
          <FailureState {...wordsFor(write.error)} inline />
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.isPending}>
            {came ? m.kit_close() : m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={!ready}
            loading={write.isPending}
            data-testid="outing-send"
          >
            {m.outings_register()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Came({ item }: { item: OutingItem }) {
  const words = item.answer ? visible(shortened(item.answer, LONGEST_ANSWER)) : "";
  return (
    <div className={styles.came} role="alert" data-testid="outing-came" data-outcome={item.outcome}>
      <StatusWord tone={item.outcome === "refused" ? "bad" : "warn"} plain>
        {item.outcome === "refused"
          ? m.outings_refused({ words })
          : item.outcome === "not_done"
            ? m.outings_not_done()
            : m.outings_unknown()}
      </StatusWord>
    </div>
  );
}
