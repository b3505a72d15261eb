import type { FittedPhoto } from "../../bindings/FittedPhoto";
import { PhotoView, visible } from "../../components";
import { m } from "../../messages/messages.js";
import type { KeptPhoto } from "./photos";
import styles from "./session.module.css";
import { bytesWords } from "./words";

interface PhotoLookProps {
  photo: number;
  name: string;
  fitted?: FittedPhoto;
  kept?: KeptPhoto;
}

/** The picture as it came and as it would be sent, with pixels and bytes of both. */
export function PhotoLook({ photo, name, fitted, kept }: PhotoLookProps) {
  const original = fitted
    ? m.session_photo_size({
        width: fitted.width,
        height: fitted.height,
        bytes: bytesWords(fitted.bytes),
      })
    : kept?.sizes &&
      m.session_photo_size({
        width: kept.sizes.width,
        height: kept.sizes.height,
        bytes: bytesWords(kept.sizes.bytes),
      });
  const sum = fitted?.sent_md5 ?? kept?.sizes?.md5;
  return (
    <div className={styles.look} data-testid="photo-look">
      <figure>
        <figcaption>{m.session_photo_original()}</figcaption>
        <div className={styles.large}>
          <PhotoView photo={{ state: "here", id: photo }} alt={visible(name)} whole />
        </div>
        {original && <p data-testid="photo-original">{original}</p>}
      </figure>
      <figure>
        <figcaption>{m.session_photo_fitted()}</figcaption>
        <div className={styles.large}>
          <PhotoView photo={{ state: "here", id: photo }} alt={visible(name)} size="sent" whole />
        </div>
        {fitted && (
          <p data-testid="photo-fitted">
            {m.session_photo_size({
              width: fitted.sent_width,
              height: fitted.sent_height,
              bytes: bytesWords(fitted.sent_bytes),
            })}
          </p>
        )}
        {kept?.sizes?.sentBytes != null && (
          <p data-testid="photo-fitted">{bytesWords(kept.sizes.sentBytes)}</p>
        )}
        {fitted?.untouched && <p className={styles.dim}>{m.session_photo_untouched()}</p>}
        {sum && (
          <p className={styles.dim}>
            <code>{m.session_photo_known_md5({ md5: visible(sum) })}</code>
          </p>
        )}
      </figure>
    </div>
  );
}
