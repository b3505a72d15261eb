import { useMe, useRead } from "../../api";
import { Dialog, EmptyState, LoadingState } from "../../components";
import { m } from "../../messages/messages.js";
import { PasswordSignIn } from "../entry/PasswordSignIn";
import { PinSignIn } from "../entry/PinSignIn";

/** Somebody else takes over: a tile, a PIN, and it is his screen. */
export function SwitchAttendant({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const attendants = useRead("attendants", null);
  const others = (attendants.data ?? []).filter((attendant) => attendant.id !== me.id);
  return (
    <Dialog title={m.layout_switch()} onClose={onClose} width="26rem">
      {attendants.isPending ? (
        <LoadingState />
      ) : others.length > 0 ? (
        <PinSignIn attendants={others} onDone={onClose} />
      ) : (
        <>
          <EmptyState title={m.layout_no_others()} hint={m.layout_no_others_hint()} />
          <PasswordSignIn onDone={onClose} />
        </>
      )}
    </Dialog>
  );
}
