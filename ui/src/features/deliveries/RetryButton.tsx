import { ReloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { RetryDeliveries } from "../../bindings/RetryDeliveries";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";
import { useRetry } from "./useRetry";

interface RetryButtonProps {
  which: RetryDeliveries;
  label: string;
  small?: boolean;
  disabled?: boolean;
  onDone?: () => void;
}

/** Tries again; while it takes longer it says how many are on their way, and can be stopped. */
export function RetryButton({ which, label, small = false, disabled = false, onDone }: RetryButtonProps) {
  const retry = useRetry();
  return (
    <span className={styles.retry}>
      <Button
        size={small ? "small" : "middle"}
        icon={<ReloadOutlined aria-hidden />}
        loading={retry.busy}
        disabled={disabled}
        onClick={() => void retry.run(which).then(onDone)}
        data-testid="retry"
      >
        {label}
      </Button>
      {retry.busy && retry.freed > 0 && (
        <>
          <span aria-live="polite">{m.deliveries_retrying({ count: retry.freed })}</span>
          <Button size="small" onClick={retry.stop}>
            {m.deliveries_stop()}
          </Button>
        </>
      )}
    </span>
  );
}
