import { TableOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Flyout } from "../../components";
import { m } from "../../messages/messages.js";
import { type ColumnId, columnTitle, OPTIONAL } from "./columns";
import styles from "./vehicles.module.css";

interface ColumnsButtonProps {
  chosen: readonly ColumnId[];
  onChange: (ids: readonly ColumnId[]) => void;
}

/** Which columns the table has; kept on this machine. */
export function ColumnsButton({ chosen, onChange }: ColumnsButtonProps) {
  return (
    <Flyout
      label={m.vehicles_columns()}
      button={(trigger) => (
        <Button size="small" icon={<TableOutlined aria-hidden />} data-testid="vehicles-columns" {...trigger}>
          {m.vehicles_columns()}
        </Button>
      )}
    >
      {() => (
        <div className={styles.choices}>
          {OPTIONAL.map((id) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
                }
              />
              {columnTitle(id)}
            </label>
          ))}
        </div>
      )}
    </Flyout>
  );
}
