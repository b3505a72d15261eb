import { useContext, useMemo } from "react";
import type { PassageItem } from "../../bindings/PassageItem";
import type { Photo } from "../../bindings/Photo";
import { type Column, PhotoSource, Plate, SafeText, Stay, shortened, Time } from "../../components";
import { DirectionWord, fieldWords, StandingTag } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./passages.module.css";

const LONGEST_LANE = 20;

/** A passage in one row. */
export function usePassageColumns(): readonly Column<PassageItem>[] {
  return useMemo(
    () => [
      {
        id: "photo",
        title: m.passages_photo(),
        width: "4.25rem",
        cell: (row) => <Thumb photo={row.photo} />,
      },
      { id: "at", title: m.passages_at(), width: "9rem", cell: (row) => <Time at={row.at} /> },
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      {
        id: "way",
        title: m.passages_direction(),
        width: "4rem",
        cell: (row) => <DirectionWord direction={row.direction} />,
      },
      {
        id: "lane",
        title: m.passages_lane(),
        width: "minmax(7rem, 1fr)",
        cell: (row) => shortened(row.lane, LONGEST_LANE),
      },
      {
        id: "standing",
        title: m.passages_standing(),
        width: "7.5rem",
        cell: (row) => <StandingTag standing={row.standing} typeName={row.type_name} />,
      },
      {
        id: "owner",
        title: fieldWords.owner(),
        width: "minmax(4.5rem, 0.6fr)",
        cell: (row) => row.owner && <SafeText text={row.owner} length={20} />,
      },
      {
        id: "stay",
        title: m.passages_stay(),
        width: "8.5rem",
        cell: (row) => row.arrival && <Stay ms={row.arrival.stay_ms} />,
      },
      {
        id: "note",
        title: m.passages_note(),
        width: "minmax(8rem, 1fr)",
        cell: (row) => <span className={styles.dim}>{noteOf(row)}</span>,
      },
    ],
    [],
  );
}

function noteOf(row: PassageItem): string {
  const notes: string[] = [];
  if (row.repeat) notes.push(m.passages_repeat());
  if (row.read_as) notes.push(m.passages_read_as({ plate: shortened(row.read_as, 12) }));
  if (row.session === null) notes.push(m.passages_unpaired());
  return notes.join(" · ");
}

function Thumb({ photo }: { photo: Photo }) {
  const source = useContext(PhotoSource);
  return (
    <span className={styles.thumb} data-photo={photo.state}>
      {photo.state === "here" && (
        <img src={source(photo.id, "thumbnail")} alt="" loading="lazy" decoding="async" draggable={false} />
      )}
    </span>
  );
}
