import { useState } from "react";
import { useWrite, wordsFor } from "../../api";
import { Confirm, FailureState, toast } from "../../components";
import { m } from "../../messages/messages.js";
import styles from "./deliveries.module.css";

interface ReportingDialogProps {
  parkingId: string;
  /** The car park's, where there are several. */
  name: string | undefined;
  /** So many deliveries go on then. */
  waiting: number;
  /** Whether it is to be held back, or to go on. */
  hold: boolean;
  onClose: () => void;
}

/** Asks once before reporting pauses or goes on, and says what that means. */
export function ReportingDialog({ parkingId, name, waiting, hold, onClose }: ReportingDialogProps) {
  const pause = useWrite("pause_reporting");
  const resume = useWrite("resume_reporting");
  const [failure, setFailure] = useState<unknown>();
  const act = async () => {
    try {
      await (hold ? pause : resume).mutateAsync({ parking_id: parkingId });
      toast.ok(hold ? m.deliveries_paused() : m.deliveries_resumed(), name ?? "");
    } catch (error) {
      setFailure(error);
      throw error;
    }
  };
  const title = hold ? m.deliveries_pause() : m.deliveries_resume();
  return (
    <Confirm
      title={name ? `${title} · ${name}` : title}
      act={title}
      danger={hold}
      onAct={act}
      onClose={onClose}
    >
      <div className={styles.fields} data-testid="reporting-dialog">
        <p>{hold ? m.deliveries_pause_city() : m.deliveries_resume_city({ count: waiting })}</p>
        <p>{m.deliveries_pause_cars()}</p>
        {failure !== undefined && <FailureState {...wordsFor(failure)} inline />}
      </div>
    </Confirm>
  );
}
