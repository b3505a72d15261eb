import { CloudUploadOutlined, EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useRead, wordsFor } from "../../api";
import type { LaneCard } from "../../bindings/LaneCard";
import type { PassageItem } from "../../bindings/PassageItem";
import type { PlateCard } from "../../bindings/PlateCard";
import {
  agoWords,
  Dialog,
  FailureState,
  formatTime,
  Keycap,
  LoadingState,
  PhotoView,
  Plate,
  StatusWord,
  shortened,
  stayWords,
  useKeys,
  useNow,
  visible,
} from "../../components";
import { type LaneKey, laneKey, laneShortcut, StandingTag } from "../../domain";
import { m } from "../../messages/messages.js";
import { Corrections, Openings, Passages } from "./CardHistory";
import { Blacklist, Coupons, Outings, Visits } from "./CardRegisters";
import styles from "./card.module.css";
import { RegistrationView } from "./RegistrationView";

/** Something that can be done about the plate, by other features. */
export interface CardAction {
  id: string;
  label: string;
  keys: string;
  run: () => void;
}

interface PlateCardDialogProps {
  plate: string;
  /** What else can be done, once it is known what it is. */
  actions?: (card: PlateCard) => readonly CardAction[];
  /** Asks for a reason, then opens the lane for this plate. */
  onOpenLane: (lane: LaneKey, plate: string) => void;
  onCorrect: (passage: PassageItem) => void;
  /** What the city has of a parking session. */
  onSession: (session: number) => void;
  onClose: () => void;
}

/** All that is known of one plate, and what can be done from here. */
export function PlateCardDialog(props: PlateCardDialogProps) {
  const { plate, onClose } = props;
  return (
    <Dialog title={m.plate_card_title()} onClose={onClose} width="min(94vw, 66rem)">
      <Content {...props} key={plate} />
    </Dialog>
  );
}

function Content(props: PlateCardDialogProps) {
  const { data, error, isPending, refetch } = useRead("plate_card", { plate: props.plate });
  if (isPending) return <LoadingState label={m.plate_card_loading()} />;
  if (!data) return <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />;
  return <Card card={data} {...props} />;
}

function Card({
  card,
  actions,
  onOpenLane,
  onCorrect,
  onSession,
}: PlateCardDialogProps & { card: PlateCard }) {
  const booth = useRead("booth", null);
  const lanes = booth.data?.lanes ?? [];
  const plate = card.plate.text;
  const correctable = card.passages.find((passage) => passage.session !== null);
  const latest = correctable?.session ?? null;
  const correct = () => correctable && onCorrect(correctable);
  const open = (lane: LaneCard) => onOpenLane(laneKey(lane), plate);

  const others = actions?.(card) ?? [];

  const group = m.plate_keys_card();
  useKeys([
    ...others.map(({ keys, label, run }) => ({ keys, label, group, run })),
    ...lanes.flatMap((lane, at) => {
      const keys = laneShortcut(at);
      const label = `${m.plate_card_open()}: ${shortened(lane.name, 16)}`;
      return keys ? [{ keys, label, group, run: () => open(lane) }] : [];
    }),
    { keys: "C", label: m.plate_card_correct(), group, disabled: !correctable, run: correct },
    {
      keys: "S",
      label: m.domain_city_has(),
      group,
      disabled: latest === null,
      run: () => latest !== null && onSession(latest),
    },
  ]);

  // It is read after the dialog opened: the keys of the card work at once, and Tab goes on from its top.
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.focus(), []);
  return (
    <div ref={top} tabIndex={-1} className={styles.card} data-testid="plate-card" data-plate={visible(plate)}>
      <div className={styles.top}>
        <Plate plate={card.plate} size="large" />
        <StandingTag standing={card.standing} typeName={card.registrations[0]?.type_name ?? null} />
        <Whereabouts card={card} />
        <Age at={card.registers_read_at} />
      </div>
      <div className={styles.actions}>
        <span className={styles.actionsName}>{m.plate_card_open()}</span>
        {lanes.map((lane, at) => (
          <Button key={laneKey(lane)} onClick={() => open(lane)} data-testid="plate-card-open">
            {shortened(lane.name, 14)} {at < 8 && <Keycap keys={laneShortcut(at) ?? ""} />}
          </Button>
        ))}
        <Button
          className={styles.push ?? ""}
          icon={<EditOutlined aria-hidden />}
          disabled={!correctable}
          title={correctable ? undefined : m.plate_card_correct_none()}
          onClick={correct}
          data-testid="plate-card-correct"
        >
          {m.plate_card_correct()} <Keycap keys="C" />
        </Button>
        <Button
          icon={<CloudUploadOutlined aria-hidden />}
          disabled={latest === null}
          title={latest === null ? m.plate_card_session_none() : m.plate_card_session_latest()}
          onClick={() => latest !== null && onSession(latest)}
          data-testid="plate-card-session"
        >
          {m.domain_city_has()} <Keycap keys="S" />
        </Button>
      </div>
      {others.length > 0 && (
        <div className={styles.actions}>
          <span className={styles.actionsName}>{m.plate_card_more()}</span>
          {others.map(({ id, label, keys, run }) => (
            <Button key={id} onClick={run} data-testid={`card-${id}`}>
              {label} <Keycap keys={keys} />
            </Button>
          ))}
        </div>
      )}
      <div className={styles.columns}>
        <div className={styles.column}>
          <Blacklist entries={card.blacklist} />
          {card.registrations.length === 0 ? (
            <section className={styles.section}>
              <h3>{m.plate_card_registrations()}</h3>
              <p className={styles.dim}>{m.plate_card_registrations_none()}</p>
            </section>
          ) : (
            card.registrations.map((registration) => (
              <RegistrationView
                key={registration.parking_id}
                plate={plate}
                registration={registration}
                lanes={lanes}
              />
            ))
          )}
          <Visits visits={card.visits} />
          <Coupons coupons={card.coupons} />
          <Outings outings={card.outings} />
        </div>
        <div className={styles.column}>
          <InsidePhoto card={card} />
          <Passages passages={card.passages} onCorrect={onCorrect} onSession={onSession} />
          <Corrections corrections={card.corrections} />
          <Openings openings={card.openings} lanes={lanes} />
        </div>
      </div>
    </div>
  );
}

function Whereabouts({ card }: { card: PlateCard }) {
  const now = useNow(60);
  const { inside } = card;
  if (!inside) return <StatusWord tone="neutral">{m.plate_card_outside()}</StatusWord>;
  return (
    <span className={styles.inside}>
      <StatusWord tone="info">{m.plate_card_inside()}</StatusWord>{" "}
      {m.plate_card_inside_since({
        lane: shortened(inside.lane, 16),
        since: formatTime(inside.since, "smart", now),
        stay: stayWords(Math.max(0, now - inside.since)),
      })}
    </span>
  );
}

/** Registers this old may lack today's changes. */
const OLD_MS = 24 * 3_600_000;

function Age({ at }: { at: number | null }) {
  const now = useNow(10);
  if (at === null) {
    return (
      <span className={styles.age}>
        <StatusWord tone="warn">{m.plate_card_registers_never()}</StatusWord>
      </span>
    );
  }
  const words = `${m.plate_card_registers()} ${m.plate_card_registers_age({ ago: agoWords(now - at) })}`;
  return (
    <span className={styles.age} title={formatTime(at, "full", now)}>
      {now - at > OLD_MS ? <StatusWord tone="warn">{words}</StatusWord> : words}
    </span>
  );
}

function InsidePhoto({ card }: { card: PlateCard }) {
  const { inside } = card;
  if (!inside) return null;
  return (
    <div className={styles.photo}>
      <PhotoView
        photo={inside.photo}
        alt={m.plate_card_inside_photo({ plate: visible(card.plate.text).slice(0, 40) })}
        caption={m.plate_card_inside()}
      />
    </div>
  );
}
