import { memo } from "react";
import type { PlateHit } from "../../bindings/PlateHit";
import { formatTime, Keycap, Plate, SafeText, StatusWord } from "../../components";
import { StandingTag } from "../../domain";
import { m } from "../../messages/messages.js";
import { isLookAlike, matchIn } from "./matching";
import styles from "./search.module.css";

interface HitProps {
  id: string;
  hit: PlateHit;
  typed: string;
  active: boolean;
  onChoose: (plate: string) => void;
}

/** A plate that was found, what was typed marked in it. */
export const Hit = memo(function Hit({ id, hit, typed, active, onChoose }: HitProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field that owns the list has the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field (aria-activedescendant).
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={`${styles.hit} ${active ? styles.active : ""}`}
      onClick={() => onChoose(hit.plate.text)}
      data-testid="plate-hit"
    >
      <span className={styles.plate}>
        <Plate plate={hit.plate} mark={matchIn(hit.plate.text, typed)} />
      </span>
      <span className={styles.about}>
        <span className={styles.line}>
          <StandingTag standing={hit.standing} typeName={hit.type_name} icon={false} />
          {hit.owner && <SafeText text={hit.owner} length={16} />}
          {isLookAlike(hit.plate.text, typed) && (
            <StatusWord tone="neutral" icon={false}>
              {m.plate_search_alike()}
            </StatusWord>
          )}
        </span>
        <span className={styles.dim}>{whereabouts(hit)}</span>
      </span>
      <span className={styles.enter}>{active && <Keycap keys="Enter" />}</span>
    </div>
  );
});

function whereabouts(hit: PlateHit): string {
  const now = Date.now();
  const seen =
    hit.inside_since !== null
      ? m.plate_hit_inside({ since: formatTime(hit.inside_since, "smart", now) })
      : hit.last_seen_at !== null
        ? m.plate_hit_seen({ at: formatTime(hit.last_seen_at, "smart", now) })
        : m.plate_hit_never();
  return hit.valid_until ? `${seen} · ${m.plate_hit_until({ until: hit.valid_until })}` : seen;
}
