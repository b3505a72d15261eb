import { EyeOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useWrite, wordsFor } from "../../api";
import type { VehicleForm } from "../../bindings/VehicleForm";
import type { VehicleOf } from "../../bindings/VehicleOf";
import { StatusWord, toast } from "../../components";
import { m } from "../../messages/messages.js";

/** Fills name and phone in, in full; that somebody looked is recorded. */
export function RevealButton({ of, onShown }: { of: VehicleOf; onShown: (form: VehicleForm) => void }) {
  const read = useWrite("vehicle_form");
  if (read.data) {
    return (
      <span>
        <StatusWord tone="info" plain>
          {m.vehicles_revealed()}
        </StatusWord>
      </span>
    );
  }
  return (
    <span>
      <Button
        size="small"
        icon={<EyeOutlined aria-hidden />}
        loading={read.isPending}
        onClick={() =>
          read.mutate(of, { onSuccess: onShown, onError: (error) => toast.failure(wordsFor(error)) })
        }
      >
        {m.vehicles_reveal()}
      </Button>
    </span>
  );
}
