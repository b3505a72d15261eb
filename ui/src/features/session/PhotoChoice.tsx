import { FileImageOutlined } from "@ant-design/icons";
import { useContext } from "react";
import type { PhotoEvent } from "../../bindings/PhotoEvent";
import type { SessionPage } from "../../bindings/SessionPage";
import { PhotoSource } from "../../components";
import { FileDrop } from "../../components/form/FileDrop";
import { m } from "../../messages/messages.js";
import { type KeptPhoto, keptPhotos, PICTURES } from "./photos";
import styles from "./session.module.css";

interface PhotoChoiceProps {
  page: SessionPage;
  event: PhotoEvent;
  onFile: (file: File) => void;
  onKept: (kept: KeptPhoto) => void;
}

/** Drop a picture, choose one, or take one that is here already; those of the chosen end first. */
export function PhotoChoice({ page, event, onFile, onKept }: PhotoChoiceProps) {
  const source = useContext(PhotoSource);
  const kept = keptPhotos(page).sort(
    (one, other) => Number(other.event === event) - Number(one.event === event),
  );
  return (
    <>
      <FileDrop
        icon={<FileImageOutlined aria-hidden />}
        title={m.session_photo_drop()}
        note={m.session_photo_limits()}
        accept={PICTURES}
        label={m.session_photo_drop()}
        autoFocus
        testId="photo-drop"
        inputTestId="photo-file"
        onFile={onFile}
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
