import { ReloadOutlined } from "@ant-design/icons";
import { type KeyboardEvent, memo, useContext } from "react";
import type { PassageItem } from "../../../bindings/PassageItem";
import { formatTime, PhotoSource, Plate, shortened, Time, visible } from "../../../components";
import { DirectionWord, directionWord, StandingTag, standingWords } from "../../../domain";
import { m } from "../../../messages/messages.js";
import styles from "./feed.module.css";

interface FeedRowProps {
  passage: PassageItem;
  /** The one row that Tab comes to. */
  entry: boolean;
  onOpen: (passage: PassageItem) => void;
  onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => void;
  onFocus: (id: number) => void;
}

const LONGEST_LANE = 12;

/** A passage in one row. Enter or a click shows its photos. */
export const FeedRow = memo(function FeedRow({ passage, entry, onOpen, onKeyDown, onFocus }: FeedRowProps) {
  const { id, at, lane, direction, plate, standing, type_name, repeat } = passage;
  return (
    <li>
      <button
        type="button"
        className={`${styles.row} ${repeat ? styles.repeated : ""}`}
        tabIndex={entry ? 0 : -1}
        onClick={() => onOpen(passage)}
        onKeyDown={onKeyDown}
        onFocus={() => onFocus(id)}
        aria-label={m.booth_feed_row({
          time: formatTime(at, "second", at),
          lane: shortened(lane, LONGEST_LANE),
          direction: directionWord(direction),
          plate: visible(plate.text).slice(0, 40),
          standing: standingWords(standing, type_name),
        })}
        data-testid="feed-row"
        data-passage={id}
      >
        <Thumb photo={passage.photo} />
        <span className={styles.what}>
          <Plate plate={plate} size="small" />
          <span className={styles.where}>
            {shortened(lane, LONGEST_LANE)} <DirectionWord direction={direction} />
          </span>
        </span>
        <span className={styles.how}>
          <span className={styles.at}>
            <Time at={at} />
          </span>
          {repeat ? (
            <span className={styles.again} title={m.booth_repeat_title()}>
              <ReloadOutlined aria-hidden /> {m.booth_repeat()}
            </span>
          ) : (
            <StandingTag standing={standing} typeName={type_name} />
          )}
        </span>
      </button>
    </li>
  );
});

function Thumb({ photo }: { photo: PassageItem["photo"] }) {
  const source = useContext(PhotoSource);
  return (
    <span className={styles.thumb} data-photo={photo.state}>
      {photo.state === "here" && (
        <img src={source(photo.id, "thumbnail")} alt="" loading="lazy" decoding="async" draggable={false} />
      )}
    </span>
  );
}
