import { SendOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useWrite, wordsFor } from "../../api";
import type { DeliveryFilter } from "../../bindings/DeliveryFilter";
import type { DeliveryItem } from "../../bindings/DeliveryItem";
import type { SendOnceMore as Which } from "../../bindings/SendOnceMore";
import { Confirm, toast } from "../../components";
import { inPieces } from "../../domain";
import { m } from "../../messages/messages.js";

interface SendOnceMoreProps {
  /** Delivered ones, or all delivered ones of a filter. */
  of: readonly DeliveryItem[] | DeliveryFilter;
  onDone?: () => void;
}

const isChosen = (of: SendOnceMoreProps["of"]): of is readonly DeliveryItem[] => Array.isArray(of);

/** A session's things stay together, so that its photos go behind its events. */
function partsOf(of: SendOnceMoreProps["of"]): readonly Which[] {
  if (!isChosen(of)) return [{ which: "filtered", filter: of }];
  const together = of.toSorted((one, other) => one.session - other.session);
  return inPieces(together.map((one) => one.id)).map((ids) => ({ which: "chosen", ids }));
}

/** Sends what the city accepted and does not have any more once more, after asking once. */
export function SendOnceMore({ of, onDone }: SendOnceMoreProps) {
  const write = useWrite("send_once_more");
  const [isAsking, setAsking] = useState(false);
  const label = isChosen(of)
    ? m.deliveries_once_more({ count: of.length })
    : m.deliveries_once_more_filtered();
  const send = async () => {
    let owed = 0;
    try {
      for (const part of partsOf(of)) owed += (await write.mutateAsync(part)).owed;
    } catch (error) {
      toast.failure(wordsFor(error));
      throw error;
    }
    if (owed > 0) toast.ok(m.deliveries_once_more_done({ count: owed }));
    else toast.info(m.deliveries_once_more_none());
    onDone?.();
  };
  return (
    <>
      <Button
        icon={<SendOutlined aria-hidden />}
        disabled={isChosen(of) && of.length === 0}
        onClick={() => setAsking(true)}
        data-testid="send-once-more"
      >
        {label}
      </Button>
      {isAsking && (
        <Confirm
          title={m.deliveries_once_more_title()}
          act={label}
          onAct={send}
          onClose={() => setAsking(false)}
        >
          <p>{m.deliveries_once_more_when()}</p>
          <p>{m.deliveries_once_more_how()}</p>
        </Confirm>
      )}
    </>
  );
}
