import { CameraOutlined, ClockCircleOutlined, FileImageOutlined, WarningOutlined } from "@ant-design/icons";
import { type ReactNode, useContext, useState } from "react";
import { m } from "../../messages/messages.js";
import { part } from "../part";
import styles from "./PhotoView.module.css";
import { type PhotoSize, PhotoSource, type PhotoState } from "./source";

const PhotoZoom = part(async () => (await import("./PhotoZoom")).PhotoZoom);

export interface PhotoViewProps {
  photo: PhotoState;
  /** What is on it, in words: lane, direction, plate. */
  alt: string;
  /** Over the picture: direction and time. */
  caption?: ReactNode;
  size?: PhotoSize;
  /** The whole picture is shown, and not cut to its place. */
  whole?: boolean;
  /** What a click does instead of showing it large. */
  onOpen?: () => void;
}

/** A photo with all that can become of one; a click shows it large. Fills the place it is given. */
export function PhotoView({ photo, alt, caption, size = "full", whole = false, onOpen }: PhotoViewProps) {
  const [zoomed, setZoomed] = useState(false);
  return (
    <figure className={styles.frame}>
      {photo.state === "here" ? (
        <Picture
          key={photo.id}
          id={photo.id}
          alt={alt}
          size={size}
          whole={whole}
          onZoom={onOpen ?? (() => setZoomed(true))}
        />
      ) : (
        <Missing state={photo.state} />
      )}
      {caption && <figcaption className={styles.caption}>{caption}</figcaption>}
      {zoomed && photo.state === "here" && (
        <PhotoZoom photos={[{ id: photo.id, alt, caption }]} onClose={() => setZoomed(false)} />
      )}
    </figure>
  );
}

interface PictureProps {
  id: number;
  alt: string;
  size: PhotoSize;
  whole: boolean;
  onZoom: () => void;
}

function Picture({ id, alt, size, whole, onZoom }: PictureProps) {
  const source = useContext(PhotoSource);
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  const [attempt, setAttempt] = useState(0);
  if (state === "failed") {
    const again = () => {
      setState("loading");
      setAttempt(attempt + 1);
    };
    return (
      <div className={styles.missing}>
        <WarningOutlined aria-hidden />
        <span>{m.kit_photo_not_shown()}</span>
        <button type="button" className={styles.again} onClick={again}>
          {m.kit_retry()}
        </button>
      </div>
    );
  }
  return (
    <button
      type="button"
      className={styles.zoom}
      onClick={onZoom}
      aria-label={m.kit_photo_zoom({ what: alt })}
    >
      {state === "loading" && <span className={styles.loading} aria-hidden />}
      <img
        key={attempt}
        className={whole ? styles.whole : styles.filling}
        src={source(id, size)}
        alt={alt}
        decoding="async"
        draggable={false}
        onLoad={() => setState("shown")}
        onError={() => setState("failed")}
      />
    </button>
  );
}

const MISSING = {
  none: { icon: <CameraOutlined aria-hidden />, words: m.kit_photo_none },
  awaited: { icon: <ClockCircleOutlined aria-hidden />, words: m.kit_photo_awaited },
  failed: { icon: <WarningOutlined aria-hidden />, words: m.kit_photo_failed },
  pruned: { icon: <FileImageOutlined aria-hidden />, words: m.kit_photo_pruned },
};

function Missing({ state }: { state: keyof typeof MISSING }) {
  const { icon, words } = MISSING[state];
  return (
    <div className={styles.missing} data-photo={state}>
      {icon}
      <span>{words()}</span>
    </div>
  );
}

interface PairSide {
  photo: PhotoState;
  alt: string;
  caption?: ReactNode;
}

/** The entry's and the exit's picture side by side (GA/T 1742-2020). */
export function PhotoPair({ entry, exit }: { entry: PairSide; exit: PairSide }) {
  return (
    <div className={styles.pair}>
      <PhotoView {...entry} />
      <PhotoView {...exit} />
    </div>
  );
}
