import { StopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useRead } from "../../../api";
import type { LaneCard } from "../../../bindings/LaneCard";
import { Dialog, formOf, Keycap, Plate, shortened, useKeys, visible, written } from "../../../components";
import { StandingTag } from "../../../domain";
import { m } from "../../../messages/messages.js";
import styles from "./opening.module.css";
import { reasonsOf } from "./reasons";
import { useCountdown } from "./useCountdown";

interface OpenLaneDialogProps {
  lane: LaneCard;
  /** For which plate, where one was named; otherwise the one that passed last is offered. */
  plate: string | undefined;
  coolUntil: number;
  onSend: (reason: string, plate: string) => void;
  onClose: () => void;
}

/** A vehicle that waits at the barrier was read a moment ago; an older passage is another vehicle's. */
const STILL_THERE_MS = 180_000;
const OWN = -1;
const LONGEST_REASON = 100;
const LONGEST_LANE = 24;

/** Which lane, for whom, and why: one key for the reason, Enter gives the order. */
export function OpenLaneDialog(props: OpenLaneDialogProps) {
  const lane = shortened(props.lane.name, LONGEST_LANE);
  return (
    <Dialog title={m.booth_ask_title({ lane })} onClose={props.onClose} width="40rem">
      <Question {...props} />
    </Dialog>
  );
}

function Question({ lane, plate, coolUntil, onSend, onClose }: OpenLaneDialogProps) {
  const kept = useRead("opening_reasons", null);
  const reasons = reasonsOf(kept.data?.reasons);
  const [picked, setPicked] = useState<number>();
  const [own, setOwn] = useState("");
  const offered = plate ?? plateAtBarrier(lane);
  const [named, setNamed] = useState(true);
  const seconds = useCountdown(coolUntil);
  const sent = useRef(false);
  const ownField = useRef<HTMLInputElement>(null);

  const reason = picked === undefined ? "" : picked === OWN ? own.trim() : (reasons[picked] ?? "");
  const forPlate = named ? offered : "";
  const ready = reason !== "" && seconds === 0;

  const pick = (at: number) => {
    setPicked(at);
    if (at === OWN) requestAnimationFrame(() => ownField.current?.focus());
  };
  const send = () => {
    if (!ready || sent.current) return;
    sent.current = true;
    onSend(reason, forPlate);
  };

  const group = m.booth_keys_ask();
  useKeys([
    ...reasons.map((words, at) => ({
      keys: String(at + 1),
      label: shortened(words, LONGEST_LANE),
      group,
      run: () => pick(at),
    })),
    { keys: "0", label: m.booth_ask_own(), group, run: () => pick(OWN) },
    { keys: "P", label: m.booth_key_for(), group, disabled: offered === "", run: () => setNamed(!named) },
    {
      keys: "Enter",
      label: m.booth_key_send(),
      group,
      inFields: true,
      // A button that has the focus means itself.
      run: (event) => (event.target instanceof HTMLButtonElement ? event.target.click() : send()),
    },
  ]);

  return (
    <div className={styles.ask} data-testid="open-lane-dialog">
      <Subject lane={lane} offered={offered} named={named} onNamed={setNamed} />
      <fieldset className={styles.reasons}>
        <legend className="visually-hidden">{m.booth_ask_reasons()}</legend>
        {reasons.map((words, at) => (
          <Reason
            // biome-ignore lint/suspicious/noArrayIndexKey: a reason is its key's place.
            key={at}
            at={at}
            cap={String(at + 1)}
            words={words}
            picked={picked === at}
            onPick={pick}
          />
        ))}
        <Reason at={OWN} cap="0" words={m.booth_ask_own()} picked={picked === OWN} onPick={pick} />
      </fieldset>
      {picked === OWN && (
        <label className={styles.own}>
          <span>{m.booth_ask_own_label()}</span>
          <input
            ref={ownField}
            value={own}
            onChange={(event) => setOwn(event.target.value)}
            maxLength={LONGEST_REASON}
            placeholder={m.booth_ask_own_example()}
            data-testid="reason-own"
          />
        </label>
      )}
      <div className={styles.consequence} aria-live="polite" data-testid="open-lane-consequence">
        <p className={reason ? styles.will : styles.pick}>{willHappen(lane.name, forPlate, reason)}</p>
        <p>{m.booth_ask_recorded()}</p>
      </div>
      <div className={styles.buttons}>
        <Button size="large" onClick={onClose}>
          {m.kit_cancel()} <Keycap keys="Escape" />
        </Button>
        <Button size="large" type="primary" disabled={!ready} onClick={send} data-testid="open-lane-send">
          {seconds > 0 ? m.booth_ask_wait({ seconds }) : m.booth_ask_send()} <Keycap keys="Enter" onColour />
        </Button>
      </div>
    </div>
  );
}

function willHappen(name: string, plate: string, reason: string): string {
  if (reason === "") return m.booth_ask_pick();
  const lane = shortened(name, LONGEST_LANE);
  const words = visible(reason);
  return plate
    ? m.booth_ask_will({ lane, plate: written(plate, formOf(plate)), reason: words })
    : m.booth_ask_will_no_plate({ lane, reason: words });
}

function plateAtBarrier(lane: LaneCard): string {
  const { last } = lane;
  return last && Date.now() - last.at < STILL_THERE_MS ? last.plate.text : "";
}

interface SubjectProps {
  lane: LaneCard;
  offered: string;
  named: boolean;
  onNamed: (named: boolean) => void;
}

/** For which vehicle. */
function Subject({ lane, offered, named, onNamed }: SubjectProps) {
  if (offered === "") return null;
  const { last } = lane;
  const isLast = last?.plate.text === offered;
  return (
    <div className={styles.subject}>
      <span className={named ? undefined : styles.unnamed}>
        <Plate plate={isLast ? last.plate : { text: offered, form: formOf(offered) }} />
      </span>
      {isLast && <StandingTag standing={last.standing} typeName={last.type_name} />}
      {isLast && last.standing === "blacklisted" && (
        <strong className={styles.warning}>
          <StopOutlined aria-hidden /> {m.booth_ask_blacklisted()}
        </strong>
      )}
      <label className={styles.named}>
        <input type="checkbox" checked={!named} onChange={(event) => onNamed(!event.target.checked)} />
        {m.booth_ask_for_nobody()} <Keycap keys="P" />
      </label>
    </div>
  );
}

interface ReasonProps {
  at: number;
  cap: string;
  words: string;
  picked: boolean;
  onPick: (at: number) => void;
}

function Reason({ at, cap, words, picked, onPick }: ReasonProps) {
  const radio = useRef<HTMLInputElement>(null);
  // The arrows go on from the one that was picked by its key.
  useEffect(() => {
    if (picked && at !== OWN) radio.current?.focus();
  }, [picked, at]);
  return (
    <label className={`${styles.reason} ${picked ? styles.picked : ""}`} data-testid={`reason-${cap}`}>
      <input
        ref={radio}
        type="radio"
        name="reason"
        checked={picked}
        onChange={() => onPick(at)}
        {...(at === 0 ? { "data-autofocus": true } : {})}
      />
      <Keycap keys={cap} />
      <span title={visible(words)}>{shortened(words, 40)}</span>
    </label>
  );
}
