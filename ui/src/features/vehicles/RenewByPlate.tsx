import { useRead, wordsFor } from "../../api";
import type { VehicleOf } from "../../bindings/VehicleOf";
import { Dialog, EmptyState, FailureState, LoadingState } from "../../components";
import { m } from "../../messages/messages.js";
import { RenewDialog } from "./RenewDialog";

/** Renews a registration that is known by its plate only. */
export function RenewByPlate({ of, onClose }: { of: VehicleOf; onClose: () => void }) {
  const { data, error, isPending, refetch } = useRead("vehicle", of);
  if (data?.vehicle) return <RenewDialog vehicle={data.vehicle} onClose={onClose} />;
  return (
    <Dialog title={m.vehicles_renew()} onClose={onClose} width="30rem">
      {isPending ? (
        <LoadingState />
      ) : data ? (
        <EmptyState title={m.vehicles_gone()} />
      ) : (
        <FailureState {...wordsFor(error)} onRetry={() => void refetch()} />
      )}
    </Dialog>
  );
}
