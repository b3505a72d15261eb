import { useWrite } from "../../api";
import type { DeliveryItem } from "../../bindings/DeliveryItem";
import { toast } from "../../components";
import { inPieces, ReasonDialog } from "../../domain";
import { m } from "../../messages/messages.js";

interface GiveUpDialogProps {
  items: readonly DeliveryItem[];
  onDone: () => void;
  onClose: () => void;
}

/** Asks once before the city is not told any more, and why. */
export function GiveUpDialog({ items, onDone, onClose }: GiveUpDialogProps) {
  const write = useWrite("give_up_deliveries");
  const hasArrivals = items.some((one) => one.kind === "arrival");
  const giveUp = async (reason: string) => {
    let count = 0;
    for (const piece of inPieces(items)) {
      count += (await write.mutateAsync({ ids: piece.map((one) => one.id), reason })).given_up;
    }
    toast.ok(m.deliveries_given_up_now({ count }));
    onDone();
  };
  return (
    <ReasonDialog
      title={m.deliveries_give_up_title({ count: items.length })}
      label={m.deliveries_give_up_reason()}
      act={m.deliveries_give_up()}
      danger
      testId="give-up-dialog"
      sendTestId="give-up-send"
      onSend={giveUp}
      onClose={onClose}
    >
      <p>{m.deliveries_give_up_city()}</p>
      {hasArrivals && <p>{m.deliveries_give_up_arrivals()}</p>}
      <p>{m.deliveries_give_up_cars()}</p>
    </ReasonDialog>
  );
}
