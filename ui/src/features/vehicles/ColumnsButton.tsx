import { TableOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
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
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
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
      }
    >
      <Button size="small" icon={<TableOutlined aria-hidden />} data-testid="vehicles-columns">
        {m.vehicles_columns()}
      </Button>
    </Popover>
  );
}
