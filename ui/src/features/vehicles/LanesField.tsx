import { DownOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { LaneName } from "../../bindings/LaneName";
import { Field, Flyout, shortened } from "../../components";
import { fieldWords } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./vehicles.module.css";

interface LanesFieldProps {
  lanes: readonly LaneName[];
  /** Their numbers; empty for all. */
  chosen: string[];
  onChange: (chosen: string[]) => void;
  error: string | undefined;
}

const LONGEST = 24;

/** Which lanes a vehicle may pass. */
export function LanesField({ lanes, chosen, onChange, error }: LanesFieldProps) {
  const unknown = chosen.filter((number) => !lanes.some((lane) => lane.lane_no === number));
  const all = [...lanes, ...unknown.map((number) => ({ lane_no: number, name: number }))];
  const names = all.filter((lane) => chosen.includes(lane.lane_no)).map((lane) => lane.name);
  const toggle = (number: string, on: boolean) =>
    onChange(on ? [...chosen, number] : chosen.filter((one) => one !== number));
  return (
    <Field label={fieldWords.lanes()} hint={m.vehicles_lanes_hint()} error={error}>
      {(control) => (
        <Flyout
          label={fieldWords.lanes()}
          align="start"
          button={(trigger) => (
            <Button
              id={control.id}
              aria-describedby={control["aria-describedby"]}
              className={styles.lanes ?? ""}
              icon={<DownOutlined aria-hidden />}
              iconPlacement="end"
              data-testid="vehicle-lanes"
              {...trigger}
            >
              <span>{names.length > 0 ? shortened(names.join(", "), LONGEST) : m.vehicles_lanes_all()}</span>
            </Button>
          )}
        >
          {() => (
            <div className={styles.laneList}>
              {all.map((lane) => (
                <label key={lane.lane_no}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(lane.lane_no)}
                    onChange={(event) => toggle(lane.lane_no, event.target.checked)}
                  />
                  {shortened(lane.name, LONGEST)}
                </label>
              ))}
            </div>
          )}
        </Flyout>
      )}
    </Field>
  );
}
