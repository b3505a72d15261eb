import { EditOutlined, ReloadOutlined, VideoCameraOutlined } from "@ant-design/icons";
import { memo, useRef } from "react";
import type { Camera } from "../../../bindings/Camera";
import type { LaneCard as Lane } from "../../../bindings/LaneCard";
import type { PassageItem } from "../../../bindings/PassageItem";
import {
  Plate,
  SafeText,
  StatusWord,
  shortened,
  stayWords,
  Time,
  useNow,
  visible,
} from "../../../components";
import {
  daysLeftWords,
  LaneDirectionTag,
  type LaneKey,
  laneKey,
  PassagePhotos,
  StandingTag,
} from "../../../domain";
import { m } from "../../../messages/messages.js";
import type { Attempt } from "../opening/flow";
import { OpeningStrip } from "../opening/OpeningStrip";
import styles from "./lanes.module.css";
import { OpenButton } from "./OpenButton";

interface LaneCardProps {
  lane: Lane;
  shortcut: string | undefined;
  attempt: Attempt | undefined;
  coolUntil: number;
  /** Small cards are served by thumbnails. */
  photos: "card" | "thumbnail";
  onOpen: (lane: LaneKey) => void;
  onPassage: (passage: PassageItem) => void;
  onPlate: (plate: string) => void;
  onCorrect: (passage: PassageItem) => void;
}

const LONGEST_LANE = 24;

/** A lane with its last passage. Drawn anew only when something of this lane changed. */
export const LaneCard = memo(function LaneCard(props: LaneCardProps) {
  const { lane, shortcut, attempt, coolUntil } = props;
  const { last } = lane;
  const first = useRef(last?.id);
  const isAlarm = last?.standing === "blacklisted" && !last.repeat;
  return (
    <article
      className={`${styles.lane} ${isAlarm ? styles.alarm : ""}`}
      aria-label={visible(lane.name)}
      data-testid="lane-card"
      data-lane={lane.lane_no}
    >
      <header className={styles.head}>
        <h2 title={visible(lane.name)}>
          <bdi>{shortened(lane.name, LONGEST_LANE)}</bdi>
        </h2>
        <LaneDirectionTag direction={lane.direction} />
        <CameraWord camera={lane.camera} />
        {last && (
          <span className={styles.time}>
            <Time at={last.at} />
          </span>
        )}
      </header>
      <div className={styles.photos}>
        {last ? (
          <div key={last.id} className={last.id === first.current ? styles.shown : styles.arrived}>
            <PassagePhotos passage={last} size={props.photos} onOpen={() => props.onPassage(last)} />
          </div>
        ) : (
          <p className={styles.nothing}>{m.booth_no_passage()}</p>
        )}
        <div className={styles.strip}>
          <OpeningStrip lane={lane} attempt={attempt} />
        </div>
      </div>
      <footer className={styles.foot}>
        {last ? <Vehicle {...props} last={last} /> : <span />}
        <OpenButton
          name={shortened(lane.name, LONGEST_LANE)}
          shortcut={shortcut}
          sending={attempt?.state === "sending" || lane.opening?.outcome === "asking"}
          coolUntil={coolUntil}
          onOpen={() => props.onOpen(laneKey(lane))}
        />
      </footer>
    </article>
  );
});

function Vehicle({ last, lane, onPlate, onCorrect }: LaneCardProps & { last: PassageItem }) {
  const name = shortened(lane.name, LONGEST_LANE);
  return (
    <div className={styles.vehicle}>
      <div className={styles.plateRow}>
        {last.plate.text === "" ? (
          <Plate plate={last.plate} size="large" />
        ) : (
          <button
            type="button"
            className={styles.plate}
            onClick={() => onPlate(last.plate.text)}
            aria-label={m.booth_see_plate({ plate: shortened(last.plate.text, LONGEST_LANE) })}
          >
            <Plate plate={last.plate} size="large" />
          </button>
        )}
        <button
          type="button"
          className={styles.correct}
          onClick={() => onCorrect(last)}
          aria-label={m.booth_correct_of({ lane: name })}
          title={m.booth_correct()}
        >
          <EditOutlined aria-hidden />
        </button>
      </div>
      <div className={styles.facts}>
        <StandingTag standing={last.standing} typeName={last.type_name} />
        {last.repeat && (
          <span title={m.booth_repeat_title()}>
            <StatusWord tone="neutral" icon={<ReloadOutlined aria-hidden />}>
              {m.booth_repeat()}
            </StatusWord>
          </span>
        )}
        {factsOf(last).map((fact) => (
          <span key={fact} className={styles.fact}>
            {fact}
          </span>
        ))}
        {last.owner && (
          <span className={styles.fact}>
            <SafeText text={last.owner} length={10} />
          </span>
        )}
        {last.read_as && (
          <span
            className={styles.fact}
            title={m.booth_corrected_title({ plate: shortened(last.read_as, LONGEST_LANE) })}
          >
            {m.booth_corrected()}
          </span>
        )}
      </div>
    </div>
  );
}

function factsOf(last: PassageItem): string[] {
  const facts: string[] = [];
  if (last.direction === "out") {
    facts.push(last.arrival ? m.booth_stay({ stay: stayWords(last.arrival.stay_ms) }) : m.booth_no_arrival());
  }
  if (last.days_left !== null) facts.push(daysLeftWords(last.days_left));
  return facts;
}

function CameraWord({ camera }: { camera: Camera }) {
  const icon = <VideoCameraOutlined aria-hidden />;
  switch (camera.state) {
    case "online":
      return (
        <span className={styles.camera} title={m.booth_camera_online_title()} data-camera="online">
          <StatusWord tone="ok" icon={icon} plain>
            {m.booth_camera_online()}
          </StatusWord>
        </span>
      );
    case "offline":
      return (
        <span className={styles.camera} title={m.booth_camera_offline_title()} data-camera="offline">
          <StatusWord tone="bad" icon={icon}>
            <OfflineFor since={camera.since} />
          </StatusWord>
        </span>
      );
    case "unknown":
      return (
        <span className={styles.camera} title={m.booth_camera_unknown_title()} data-camera="unknown">
          <StatusWord tone="neutral" icon={icon} plain>
            {m.booth_camera_unknown()}
          </StatusWord>
        </span>
      );
  }
}

function OfflineFor({ since }: { since: number }) {
  const now = useNow(60);
  return <>{m.booth_camera_offline({ duration: stayWords(Math.max(0, now - since)) })}</>;
}
