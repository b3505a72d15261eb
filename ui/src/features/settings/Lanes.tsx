import { ArrowUpOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useRead, useWrite, wordsFor } from "../../api";
import type { DirectionChoice } from "../../bindings/DirectionChoice";
import type { LaneCard } from "../../bindings/LaneCard";
import type { LaneDirection } from "../../bindings/LaneDirection";
import { Choice, EmptyState, Keycap, SafeText, toast } from "../../components";
import { m } from "../../messages/messages.js";
import { Section } from "./Section";
import styles from "./settings.module.css";

const directions: Record<LaneDirection, () => string> = {
  in: m.settings_in,
  out: m.settings_out,
  both: m.settings_both,
};

/** Opening keys end at F8. */
const KEYS = 8;

/** The lanes' order on the screen, which is their opening key, and which way they go. */
export function Lanes() {
  const read = useRead("booth", null);
  return (
    <Section title={m.settings_lanes()} hint={m.settings_lanes_hint()} read={read}>
      {({ lanes }) =>
        lanes.length === 0 ? (
          <EmptyState title={m.settings_no_lanes()} hint={m.settings_no_lanes_hint()} />
        ) : (
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{m.settings_lane_key()}</th>
                <th>{m.settings_lane_name()}</th>
                <th>{m.settings_lane_direction()}</th>
                <th>
                  <span className="visually-hidden">{m.settings_actions()}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {lanes.map((lane, at) => (
                <Row key={`${lane.parking_id} ${lane.lane_no}`} lane={lane} position={at + 1} />
              ))}
            </tbody>
          </table>
        )
      }
    </Section>
  );
}

function Row({ lane, position }: { lane: LaneCard; position: number }) {
  const write = useWrite("set_lane");
  const of = { parking_id: lane.parking_id, lane_no: lane.lane_no };
  const set = (change: { position?: number; direction?: DirectionChoice }) =>
    write.mutate({ ...of, ...change }, { onError: (error) => toast.failure(wordsFor(error)) });
  const learned =
    lane.direction !== null && !lane.direction_set
      ? m.settings_learned_as({ direction: directions[lane.direction]() })
      : m.settings_learned();
  return (
    <tr>
      <td>{position <= KEYS ? <Keycap keys={`F${position}`} /> : "—"}</td>
      <td>
        <SafeText text={lane.name} length={24} />
      </td>
      <td>
        <Choice<DirectionChoice>
          className={styles.direction}
          value={lane.direction_set && lane.direction ? lane.direction : "learned"}
          disabled={write.isPending}
          aria-label={m.settings_change_lane({ name: lane.name })}
          onChange={(direction) => set({ direction })}
          options={[
            { value: "learned", label: learned },
            { value: "in", label: m.settings_in() },
            { value: "out", label: m.settings_out() },
            { value: "both", label: m.settings_both() },
          ]}
        />
      </td>
      <td className={styles.end}>
        <Button
          size="small"
          icon={<ArrowUpOutlined aria-hidden />}
          disabled={position === 1 || write.isPending}
          onClick={() => set({ position: position - 1 })}
          aria-label={m.settings_move_lane_up({ name: lane.name })}
        />
      </td>
    </tr>
  );
}
