import { useRead } from "../../api";
import type { BoothCarPark } from "../../bindings/BoothCarPark";
import { shortened, visible } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./spaces.module.css";

/** How many spaces are free, large: read from across the booth. */
export function FreeSpaces() {
  const { data } = useRead("booth", null);
  if (!data) return null;
  const several = data.car_parks.length > 1;
  return (
    <div className={styles.spaces}>
      {data.car_parks.map((park) => (
        <Park key={park.parking_id} park={park} named={several} />
      ))}
    </div>
  );
}

/** Below a twentieth it is nearly full. */
const FEW = 0.05;

function Park({ park, named }: { park: BoothCarPark; named: boolean }) {
  const { free, total, inside } = park;
  const name = visible(park.name);
  const title =
    free === null
      ? m.booth_free_title_unknown({ name, inside })
      : m.booth_free_title({ name, free, total: total ?? "—", inside });
  const used = free !== null && total ? Math.min(1, Math.max(0, 1 - free / total)) : undefined;
  const tone = free === null ? "" : free <= 0 ? styles.full : total && free / total < FEW ? styles.few : "";
  return (
    <div className={styles.park} title={title} data-testid="free-spaces" data-parking={park.parking_id}>
      <span className={`${styles.name} ${named ? styles.named : ""}`}>
        {named ? shortened(park.name, 12) : m.booth_free()}
      </span>
      {free === null ? (
        <>
          <span>{m.booth_free_unknown()}</span>
          <span className={styles.total}>{m.booth_inside({ count: inside })}</span>
        </>
      ) : (
        <>
          <b className={`${styles.free} ${tone}`}>{free <= 0 ? m.booth_free_full() : free}</b>
          <span className={styles.total}>{total !== null && m.booth_free_of({ total })}</span>
        </>
      )}
      {used !== undefined && (
        <span className={`${styles.bar} ${styles.free} ${tone}`} aria-hidden>
          <i style={{ width: `${used * 100}%` }} />
        </span>
      )}
    </div>
  );
}
