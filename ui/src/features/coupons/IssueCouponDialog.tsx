import { Button, InputNumber, Segmented } from "antd";
import { type FormEvent, useState } from "react";
import { CallFailed, fieldOf, useWrite, wordsFor } from "../../api";
import type { CouponItem } from "../../bindings/CouponItem";
import type { CouponKind } from "../../bindings/CouponKind";
import {
  Dialog,
  FailureState,
  Field,
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
import { CarParkField, couponWords, PlateFinder, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./coupons.module.css";

interface IssueCouponDialogProps {
  plate?: string;
  onClose: () => void;
}

/** What the platform takes, by kind. */
const MOST: Record<CouponKind, number> = { count: 99, hours: 72, yuan: 1000 };
const UNITS: Record<CouponKind, () => string> = {
  count: m.coupons_unit_count,
  hours: m.coupons_unit_hours,
  yuan: m.coupons_unit_yuan,
};
const KINDS: Record<CouponKind, () => string> = {
  count: m.coupons_kind_count,
  hours: m.coupons_kind_hours,
  yuan: m.coupons_kind_yuan,
};
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Issues a coupon: for whom, of what kind, how much, until when; said in one sentence before it goes. */
export function IssueCouponDialog({ plate: given = "", onClose }: IssueCouponDialogProps) {
  const parks = useCarParks();
  const [plate, setPlate] = useState(given);
  const [park, setPark] = useState("");
  const [kind, setKind] = useState<CouponKind>("hours");
  const [amount, setAmount] = useState<number | null>(1);
  const [expires, setExpires] = useState(() => formatMoment(endOfToday()));
  const [issued, setIssued] = useState<CouponItem>();
  const write = useWrite("issue_coupon");
  const chosen = park || (parks[0]?.parking_id ?? "");
  const expiresAt = expires.trim() === "" ? undefined : parseMoment(expires);
  const isPast = expiresAt !== undefined && expiresAt <= Date.now();
  const amountWrong = amount === null || !Number.isInteger(amount) || amount < 1 || amount > MOST[kind];
  const ready =
    plate !== "" &&
    chosen !== "" &&
    !amountWrong &&
    !isPast &&
    (expires.trim() === "" || expiresAt !== undefined) &&
    !write.isPending &&
    issued?.outcome !== "unknown";
  const isRepeated = write.error instanceof CallFailed && write.error.failure.code === "repeated";

  const change =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      write.reset();
      setIssued(undefined);
      set(value);
    };
  const send = async (again: boolean) => {
    if (!ready || amount === null) return;
    try {
      const item = await write.mutateAsync({
        parking_id: chosen,
        plate,
        kind,
        amount,
        ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
        again,
      });
      if (item.outcome !== "done") return setIssued(item);
      toast.ok(m.coupons_issued({ coupon: couponWords(kind, amount) }), written(plate, formOf(plate)));
      onClose();
    } catch {
      // Shown below from the write itself; what was typed stays.
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(false);
  };

  const field = fieldOf(write.error);
  const errorAt = (name: string) => (write.error && field === name ? wordsFor(write.error).what : undefined);
  return (
    <Dialog title={m.coupons_issue()} onClose={onClose} width="34rem" held={write.isPending}>
      <form className={styles.form} onSubmit={submit} data-testid="coupon-form">
        <SubmitKey label={m.coupons_issue()} onSubmit={() => void send(false)} />
        <PlateFinder value={plate} onChange={change(setPlate)} error={errorAt("plate")} />
        <CarParkField parks={parks} value={chosen} onChange={change(setPark)} />
        <Segmented<CouponKind>
          block
          value={kind}
          onChange={change(setKind)}
          aria-label={m.coupons_kind()}
          options={[
            { value: "hours", label: KINDS.hours() },
            { value: "count", label: KINDS.count() },
            { value: "yuan", label: KINDS.yuan() },
          ]}
        />
        <Field
          label={m.coupons_amount()}
          required
          error={
            amountWrong
              ? m.coupons_amount_wrong({ most: MOST[kind], unit: UNITS[kind]() })
              : errorAt("amount")
          }
          hint={m.coupons_amount_hint({ most: MOST[kind], unit: UNITS[kind]() })}
        >
          {(control) => (
            <span className={styles.amount}>
              <InputNumber<number>
                {...control}
                value={amount}
                onChange={change(setAmount)}
                min={1}
                max={9999}
                precision={0}
                status={amountWrong ? "error" : ""}
                data-testid="coupon-amount"
              />
              <strong>{UNITS[kind]()}</strong>
            </span>
          )}
        </Field>
        <MomentField
          label={m.coupons_expires()}
          value={expires}
          onChange={change(setExpires)}
          error={isPast ? m.coupons_past() : errorAt("expires_at")}
          hint={m.coupons_expires_hint()}
          usual={[
            { label: m.coupons_today(), at: endOfToday() },
            { label: m.coupons_week(), at: endOfToday() + 7 * DAY_MS },
            { label: m.coupons_never(), at: undefined },
          ]}
        />
        <p className={styles.sentence} aria-live="polite" data-testid="coupon-sentence">
          {plate !== "" && !amountWrong
            ? sentence(plate, couponWords(kind, amount ?? 0), expiresAt)
            : m.coupons_sentence_open()}
        </p>
        {issued && <Came item={issued} />}
        {isRepeated ? (
          <Repeated error={write.error} plate={plate} kind={kind} onAgain={() => void send(true)} />
        ) : (
          write.error && field === undefined && <FailureState {...wordsFor(write.error)} inline />
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose} disabled={write.isPending}>
            {issued ? m.kit_close() : m.kit_cancel()}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            disabled={!ready || isRepeated}
            loading={write.isPending}
            data-testid="coupon-send"
          >
            {amountWrong
              ? m.coupons_issue()
              : m.coupons_issue_this({ coupon: couponWords(kind, amount ?? 0) })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function endOfToday(): number {
  return startOf(today()) + DAY_MS - MINUTE_MS;
}

function sentence(plate: string, coupon: string, until: number | undefined): string {
  const inputs = { plate: written(plate, formOf(plate)), coupon };
  return until === undefined
    ? m.coupons_sentence(inputs)
    : m.coupons_sentence_until({ ...inputs, until: formatMoment(until) });
}

/** Asks before the same is issued twice: when it was, and what came of it. */
function Repeated(props: { error: unknown; plate: string; kind: CouponKind; onAgain: () => void }) {
  const { error, plate, kind, onAgain } = props;
  const { what } = wordsFor(error);
  return (
    <div className={styles.repeated} role="alert" data-testid="coupon-repeated">
      <StatusWord tone="warn" plain>
        {what}
      </StatusWord>
      <p>{m.coupons_repeated_means({ plate: written(plate, formOf(plate)), kind: KINDS[kind]() })}</p>
      <Button danger onClick={onAgain} data-testid="coupon-again">
        {m.coupons_again()}
      </Button>
    </div>
  );
}

const LONGEST_ANSWER = 200;

function Came({ item }: { item: CouponItem }) {
  const words = item.answer ? visible(shortened(item.answer, LONGEST_ANSWER)) : "";
  return (
    <div className={styles.repeated} role="alert" data-testid="coupon-came" data-outcome={item.outcome}>
      <StatusWord tone={item.outcome === "refused" ? "bad" : "warn"} plain>
        {item.outcome === "refused"
          ? m.coupons_refused({ words })
          : item.outcome === "not_done"
            ? m.coupons_not_done()
            : m.coupons_unknown()}
      </StatusWord>
    </div>
  );
}
