import { ArrowRightOutlined, CloudUploadOutlined, EditOutlined } from "@ant-design/icons";
import { useContext } from "react";
import type { CorrectionView } from "../../bindings/CorrectionView";
import type { LaneCard } from "../../bindings/LaneCard";
import type { OpeningView } from "../../bindings/OpeningView";
import type { PassageItem } from "../../bindings/PassageItem";
import {
  formatTime,
  formOf,
  PhotoSource,
  Plate,
  SafeText,
  StatusWord,
  shortened,
  Time,
  type Tone,
} from "../../components";
import { DirectionWord, laneKey } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./card.module.css";

const LONGEST_LANE = 16;
const LONGEST_REASON = 40;

/** Its last passages; what a camera read wrongly stands beside what staff made of it. */
export function Passages(props: {
  passages: readonly PassageItem[];
  onCorrect: (passage: PassageItem) => void;
  onSession: (session: number) => void;
}) {
  const source = useContext(PhotoSource);
  return (
    <section className={styles.section}>
      <h3>{m.plate_card_passages()}</h3>
      {props.passages.length === 0 && <p className={styles.dim}>{m.plate_card_passages_none()}</p>}
      <ul className={styles.passages}>
        {props.passages.map((passage) => (
          <li key={passage.id}>
            <span className={styles.thumb}>
              {passage.photo.state === "here" && (
                <img src={source(passage.photo.id, "thumbnail")} alt="" loading="lazy" decoding="async" />
              )}
            </span>
            <span className={styles.when}>
              <Time at={passage.at} />
            </span>
            <span className={styles.what}>
              <DirectionWord direction={passage.direction} /> {shortened(passage.lane, LONGEST_LANE)}
              {passage.repeat && <span className={styles.dim}> · {m.plate_card_repeat()}</span>}
              {passage.read_as && (
                <span className={styles.dim}>
                  {" "}
                  · {m.plate_card_read_as({ plate: shortened(passage.read_as, LONGEST_LANE) })}
                </span>
              )}
            </span>
            {passage.session !== null && (
              <span className={styles.edits}>
                <button
                  type="button"
                  className={styles.edit}
                  onClick={() => passage.session !== null && props.onSession(passage.session)}
                  aria-label={m.plate_card_session_of({ at: formatTime(passage.at, "full", passage.at) })}
                  title={m.domain_city_has()}
                  data-testid="card-passage-session"
                  data-session={passage.session}
                >
                  <CloudUploadOutlined aria-hidden />
                </button>
                <button
                  type="button"
                  className={styles.edit}
                  onClick={() => props.onCorrect(passage)}
                  aria-label={m.plate_card_correct()}
                  title={m.plate_card_correct()}
                >
                  <EditOutlined aria-hidden />
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Readings that staff put right: who, when, why. */
export function Corrections({ corrections }: { corrections: readonly CorrectionView[] }) {
  if (corrections.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{m.plate_card_corrections()}</h3>
      <ul className={styles.list} data-testid="corrections">
        {corrections.map(({ before, after, reason, by, at }) => (
          <li key={`${at} ${before} ${after}`}>
            <Plate plate={{ text: before, form: formOf(before) }} size="small" />
            <ArrowRightOutlined aria-label={m.plate_card_corrected_to()} />
            <Plate plate={{ text: after, form: formOf(after) }} size="small" />
            <SafeText text={reason} length={LONGEST_REASON} />
            <span className={styles.dim}>
              {shortened(by, LONGEST_LANE)} · <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Lanes that were opened for it: when, by whom, why, and what became of it. */
export function Openings({
  openings,
  lanes,
}: {
  openings: readonly OpeningView[];
  lanes: readonly LaneCard[];
}) {
  if (openings.length === 0) return null;
  const nameOf = (opening: OpeningView) =>
    lanes.find((lane) => laneKey(lane) === laneKey(opening))?.name ?? opening.lane_no;
  return (
    <section className={styles.section}>
      <h3>{m.plate_card_openings()}</h3>
      <ul className={styles.list}>
        {openings.map((opening) => {
          const outcome = outcomeOf(opening);
          return (
            <li key={opening.id}>
              <Time at={opening.at} />
              <span>
                {m.plate_card_opening({
                  lane: shortened(nameOf(opening), LONGEST_LANE),
                  reason: shortened(opening.reason, LONGEST_REASON),
                  by: shortened(opening.by, LONGEST_LANE),
                })}
              </span>
              <StatusWord tone={outcome.tone}>{outcome.words}</StatusWord>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function outcomeOf({ outcome, seen }: OpeningView): { tone: Tone; words: string } {
  if (seen === "passed") return { tone: "ok", words: m.plate_card_passed() };
  switch (outcome) {
    case "asking":
      return { tone: "neutral", words: m.plate_card_asking() };
    case "refused":
      return { tone: "bad", words: m.plate_card_refused() };
    case "not_sent":
      return { tone: "bad", words: m.plate_card_not_sent() };
    case "unknown":
      return { tone: "warn", words: m.plate_card_unknown() };
    case "accepted":
      return seen === "unseen"
        ? { tone: "warn", words: m.plate_card_unseen() }
        : { tone: "info", words: m.plate_card_accepted() };
  }
}
