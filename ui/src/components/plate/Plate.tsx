import { m } from "../../messages/messages.js";
import { shortened } from "../visible";
import { type Glyph, layOut, written } from "./drawing";
import type { PlateForm } from "./forms";
import { formName } from "./names";
import styles from "./Plate.module.css";

export interface PlateProps {
  plate: { text: string; form: PlateForm };
  size?: "small" | "medium" | "large";
  /** Characters that are marked, as those that a search matched: from, and up to without. */
  mark?: { from: number; to: number } | undefined;
}

const LONGEST_TITLE = 120;

/** A plate, drawn as it hangs on the vehicle. */
export function Plate({ plate, size = "medium", mark }: PlateProps) {
  const layout = layOut(plate.text, plate.form);
  const name = formName[plate.form]();
  const label =
    layout.paper === "none"
      ? name
      : m.kit_plate_label({ plate: written(plate.text, plate.form), form: name });
  const title = plate.form === "implausible" ? `${shortened(plate.text, LONGEST_TITLE)} (${name})` : label;
  return (
    <span
      role="img"
      aria-label={label}
      title={title}
      dir="ltr"
      className={`${styles.plate} ${styles[layout.paper]} ${styles[size]}`}
      data-form={plate.form}
    >
      {layout.paper === "none" ? (
        <span className={styles.words}>{name}</span>
      ) : (
        <span className={styles.face}>
          <Group glyphs={layout.head} from={0} mark={mark} />
          {layout.between === "dot" && <i className={styles.dot} />}
          {layout.between === "energy" && <i className={styles.energy} />}
          <Group glyphs={layout.tail} from={layout.head.length} mark={mark} />
        </span>
      )}
    </span>
  );
}

interface GroupProps {
  glyphs: Glyph[];
  /** The place of the first. */
  from: number;
  mark: PlateProps["mark"];
}

function Group({ glyphs, from, mark }: GroupProps) {
  return (
    <span className={styles.group}>
      {glyphs.map((glyph, at) => (
        <b
          // biome-ignore lint/suspicious/noArrayIndexKey: a plate's characters have no identity but their place.
          key={at}
          className={[
            glyph.wide ? styles.wide : styles.narrow,
            glyph.red ? styles.red : "",
            mark && from + at >= mark.from && from + at < mark.to ? styles.marked : "",
          ].join(" ")}
        >
          {glyph.character}
        </b>
      ))}
    </span>
  );
}
