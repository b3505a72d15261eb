import { type ReactNode, useContext } from "react";
import { m } from "../../messages/messages.js";
import { Dialog } from "../dialog/Dialog";
import styles from "./PhotoView.module.css";
import { PhotoSource } from "./source";

interface PhotoZoomProps {
  photos: readonly { id: number; alt: string; caption?: ReactNode }[];
  onClose: () => void;
}

/** Photos as large as the window allows; Escape closes them. */
export function PhotoZoom({ photos, onClose }: PhotoZoomProps) {
  const source = useContext(PhotoSource);
  return (
    <Dialog title={m.kit_photo_title()} onClose={onClose} width="min(94vw, 100rem)">
      <div className={styles.large}>
        {photos.map((photo) => (
          <figure key={photo.id}>
            <img src={source(photo.id, "full")} alt={photo.alt} />
            {photo.caption && <figcaption>{photo.caption}</figcaption>}
          </figure>
        ))}
      </div>
    </Dialog>
  );
}
