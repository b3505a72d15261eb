import type { AttendantTile } from "../../bindings/AttendantTile";
import { useKeys } from "../../components";
import styles from "./entry.module.css";

interface AttendantsProps {
  attendants: readonly AttendantTile[];
  onChoose: (attendant: AttendantTile) => void;
}

/** A tile for each attendant; the digit keys choose the first nine. */
export function Attendants({ attendants, onChoose }: AttendantsProps) {
  useKeys(
    attendants.slice(0, 9).map((attendant, at) => ({
      keys: String(at + 1),
      label: attendant.name,
      run: () => onChoose(attendant),
    })),
  );
  return (
    <div className={styles.tiles}>
      {attendants.map((attendant) => (
        <button key={attendant.id} type="button" onClick={() => onChoose(attendant)}>
          <span className={styles.initial} aria-hidden>
            {Array.from(attendant.name).at(-1)}
          </span>
          {attendant.name}
        </button>
      ))}
    </div>
  );
}
