import { Button, Segmented } from "antd";
import { type FormEvent, type ReactNode, useState } from "react";
import { fieldOf, useWrite, wordsFor } from "../../api";
import type { BatchRows } from "../../bindings/BatchRows";
import type { BatchWork } from "../../bindings/BatchWork";
import {
  addMonths,
  DayField,
  Dialog,
  FailureState,
  parseDay,
  TextField,
  toast,
  today,
} from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./vehicles.module.css";

export interface ManyProps {
  count: number;
  rows: BatchRows;
  onBegun: (batch: number) => void;
  onClose: () => void;
}

interface BeginProps extends ManyProps {
  title: string;
  act: string;
  danger?: boolean;
  /** Undefined while what was typed is not complete. */
  work: BatchWork | undefined;
  children: ReactNode;
}

/** The frame of what is done to many: what will happen, the button that begins it. */
function Begin({ title, act, danger = false, work, count, rows, onBegun, onClose, children }: BeginProps) {
  const start = useWrite("start_batch");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!work || start.isPending) return;
    start.mutate(
      { work, on: rows },
      {
        onSuccess: (batch) => {
          toast.info(m.vehicles_begun({ count: batch.total }));
          onClose();
          onBegun(batch.id);
        },
      },
    );
  };
  return (
    <Dialog title={title} onClose={onClose} held={start.isPending} width="32rem">
      <form className={styles.fields} onSubmit={submit} data-testid="many-dialog">
        {children}
        <p className={styles.dim}>{m.vehicles_many_how({ count })}</p>
        {start.error && fieldOf(start.error) === undefined && (
          <FailureState {...wordsFor(start.error)} inline />
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={start.isPending}>
            {m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            danger={danger}
            htmlType="submit"
            disabled={!work}
            loading={start.isPending}
            data-testid="many-begin"
          >
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const USUAL_MONTHS = [1, 3, 6, 12] as const;
const MOST_MONTHS = 120;

/** Renews many: by months, each from its own last day, or all to one day. */
export function RenewManyDialog(props: ManyProps) {
  const [by, setBy] = useState<"months" | "day">("months");
  const [months, setMonths] = useState("12");
  const [day, setDay] = useState("");
  const number = /^\d{1,3}$/.test(months.trim()) ? Number(months) : 0;
  const until = parseDay(day);
  const isPast = until !== undefined && until < today();
  const work: BatchWork | undefined =
    by === "months"
      ? number >= 1 && number <= MOST_MONTHS
        ? { work: "renew_months", months: number }
        : undefined
      : until && !isPast
        ? { work: "renew_until", day: until }
        : undefined;
  return (
    <Begin
      {...props}
      title={m.vehicles_renew_many({ count: props.count })}
      act={m.vehicles_renew()}
      work={work}
    >
      <Segmented<"months" | "day">
        block
        value={by}
        onChange={setBy}
        options={[
          { value: "months", label: m.vehicles_renew_by_months() },
          { value: "day", label: m.vehicles_renew_to_day() },
        ]}
      />
      {by === "months" ? (
        <>
          <TextField
            label={m.vehicles_months()}
            value={months}
            onChange={setMonths}
            digits
            autoFocus
            maxLength={3}
            error={work ? undefined : m.vehicles_months_wrong({ most: MOST_MONTHS })}
            hint={m.vehicles_months_hint()}
          />
          <div className={styles.acts}>
            {USUAL_MONTHS.map((one) => (
              <Button key={one} size="small" onClick={() => setMonths(String(one))}>
                {m.vehicles_months_usual({ count: one })}
              </Button>
            ))}
          </div>
        </>
      ) : (
        <DayField
          label={m.vehicles_new_last_day()}
          value={day}
          onChange={setDay}
          required
          error={isPast ? m.vehicles_day_past() : undefined}
          usual={[
            { label: m.vehicles_year_end(), day: `${today().slice(0, 4)}-12-31` },
            { label: m.vehicles_in_a_year(), day: addMonths(today(), 12) },
          ]}
        />
      )}
    </Begin>
  );
}

/** Removes many registrations. */
export function DeleteManyDialog(props: ManyProps) {
  return (
    <Begin
      {...props}
      title={m.vehicles_delete_many({ count: props.count })}
      act={m.vehicles_delete()}
      danger
      work={{ work: "delete_vehicles" }}
    >
      <p>{m.vehicles_delete_what()}</p>
    </Begin>
  );
}

const LONGEST_REASON = 200;

/** Puts many plates on the blacklist. */
export function BlacklistManyDialog(props: ManyProps) {
  const [until, setUntil] = useState(addMonths(today(), 12));
  const [reason, setReason] = useState("");
  const day = parseDay(until);
  const isPast = day !== undefined && day < today();
  return (
    <Begin
      {...props}
      title={m.vehicles_blacklist_many({ count: props.count })}
      act={m.vehicles_blacklist()}
      danger
      work={
        day && !isPast && reason.trim() !== ""
          ? { work: "add_blacklist", until: day, reason: reason.trim() }
          : undefined
      }
    >
      <p>{m.vehicles_blacklist_what()}</p>
      <DayField
        label={m.vehicles_until()}
        value={until}
        onChange={setUntil}
        required
        error={isPast ? m.vehicles_day_past() : undefined}
      />
      <TextField
        label={m.vehicles_reason()}
        value={reason}
        onChange={setReason}
        autoFocus
        maxLength={LONGEST_REASON}
      />
    </Begin>
  );
}
