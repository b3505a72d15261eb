import type { ReactNode } from "react";
import type { PassageItem } from "../bindings/PassageItem";
import { formatTime, type PhotoSize, PhotoView, shortened, useNow, visible } from "../components";
import { m } from "../messages/messages.js";
import { directionWord } from "./direction";
import styles from "./PassagePhotos.module.css";

interface PassagePhotosProps {
  passage: PassageItem;
  size: PhotoSize;
  /** The whole pictures, and not cut to their places. */
  whole?: boolean;
  /** Instead of enlarging one photo. */
  onOpen?: () => void;
}

const LONGEST_LANE = 16;

/** The photo of a passage; for an exit the entry's beside it, both with their times (GA/T 1742-2020). */
export function PassagePhotos({ passage, size, whole = false, onOpen }: PassagePhotosProps) {
  const now = useNow(60);
  const own = {
    photo: passage.photo,
    alt: m.domain_photo_of({
      plate: visible(passage.plate.text) || m.domain_no_plate(),
      lane: shortened(passage.lane, LONGEST_LANE),
      direction: directionWord(passage.direction),
    }),
    caption: caption(passage.direction, passage.at, passage.lane, now),
    size,
    whole,
    ...(onOpen ? { onOpen } : {}),
  };
  const cut = whole ? "" : styles.cut;
  if (passage.direction === "in") {
    return (
      <div className={`${styles.one} ${cut}`}>
        <PhotoView {...own} />
      </div>
    );
  }
  const { arrival } = passage;
  const entry = {
    ...own,
    photo: arrival?.photo ?? ({ state: "none" } as const),
    alt: m.domain_photo_of_arrival({ plate: visible(passage.plate.text) || m.domain_no_plate() }),
    caption: arrival
      ? arrival.seen
        ? caption("in", arrival.at, arrival.lane, now)
        : m.domain_arrival_reconstructed({ time: formatTime(arrival.at, "smart", now) })
      : m.domain_arrival_unknown(),
  };
  return (
    <div className={`${styles.two} ${cut}`}>
      <PhotoView {...entry} />
      <PhotoView {...own} />
    </div>
  );
}

function caption(direction: PassageItem["direction"], at: number, lane: string, now: number): ReactNode {
  return (
    <>
      {directionWord(direction)} {formatTime(at, "smart", now)}
      <span className={styles.lane}> · {shortened(lane, LONGEST_LANE)}</span>
    </>
  );
}
