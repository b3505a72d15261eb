import { FileImageOutlined } from "@ant-design/icons";
import { type DragEvent, useContext, useRef, useState } from "react";
import type { PhotoEvent } from "../../bindings/PhotoEvent";
import type { SessionPage } from "../../bindings/SessionPage";
import { PhotoSource } from "../../components";
import { m } from "../../messages/messages.js";
import { type KeptPhoto, keptPhotos } from "./photos";
import styles from "./session.module.css";

interface PhotoChoiceProps {
  page: SessionPage;
  event: PhotoEvent;
  onFile: (file: File) => void;
  onKept: (kept: KeptPhoto) => void;
}

/** Drop a picture, choose one, or take one that is here already; those of the chosen end first. */
export function PhotoChoice({ page, event, onFile, onKept }: PhotoChoiceProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const source = useContext(PhotoSource);
  const kept = keptPhotos(page).sort(
    (one, other) => Number(other.event === event) - Number(one.event === event),
  );
  const drop = (dropped: DragEvent) => {
    dropped.preventDefault();
    dropped.stopPropagation();
    setOver(false);
    const file = dropped.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <>
      <button
        type="button"
        className={styles.zone}
        data-over={over}
        onClick={() => input.current?.click()}
        onDragOver={(dragged) => {
          dragged.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        data-autofocus
        data-testid="photo-drop"
      >
        <FileImageOutlined aria-hidden />
        <strong>{m.session_photo_drop()}</strong>
        <span>{m.session_photo_limits()}</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept="image/jpeg,image/png"
        aria-label={m.session_photo_drop()}
        onChange={(chosen) => {
          const file = chosen.target.files?.[0];
          // The same file again, mended, must be heard of too.
          chosen.target.value = "";
          if (file) onFile(file);
        }}
        data-testid="photo-file"
      />
      <p className={styles.dim}>
        {kept.length > 0 ? m.session_photo_stored() : m.session_photo_stored_none()}
      </p>
      <ul className={styles.kept}>
        {kept.map((photo) => (
          <li key={photo.id}>
            <button
              type="button"
              onClick={() => onKept(photo)}
              aria-label={m.session_photo_take({ what: photo.what })}
              data-testid="photo-kept"
              data-photo-id={photo.id}
            >
              <img src={source(photo.id, "thumbnail")} alt="" decoding="async" draggable={false} />
              <span>{photo.what}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
