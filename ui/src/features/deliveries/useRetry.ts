import { useEffect, useRef, useState } from "react";
import { useWrite, wordsFor } from "../../api";
import type { RetryDeliveries } from "../../bindings/RetryDeliveries";
import { toast } from "../../components";
import { inPieces } from "../../domain";
import { m } from "../../messages/messages.js";

export interface Retry {
  busy: boolean;
  /** So many are on their way again already. */
  freed: number;
  run: (which: RetryDeliveries) => Promise<void>;
  /** After the call that is under way. */
  stop: () => void;
}

/** Tries deliveries again. There may be more than one call frees: it goes on until none is left, or it is stopped. */
export function useRetry(): Retry {
  const write = useWrite("retry_deliveries");
  const [state, setState] = useState({ busy: false, freed: 0 });
  const isStopped = useRef(false);
  useEffect(
    () => () => {
      isStopped.current = true;
    },
    [],
  );

  const run = async (which: RetryDeliveries) => {
    isStopped.current = false;
    setState({ busy: true, freed: 0 });
    let freed = 0;
    try {
      for (const part of partsOf(which)) {
        let more = true;
        while (more && !isStopped.current) {
          const answer = await write.mutateAsync(part);
          freed += answer.freed;
          more = answer.more && answer.freed > 0;
          setState({ busy: true, freed });
        }
      }
      if (freed > 0) toast.ok(m.deliveries_retried({ count: freed }));
      else toast.info(m.deliveries_retried_none());
    } catch (error) {
      toast.failure(wordsFor(error));
    } finally {
      setState({ busy: false, freed });
    }
  };
  return {
    ...state,
    run,
    stop: () => {
      isStopped.current = true;
    },
  };
}

function partsOf(which: RetryDeliveries): readonly RetryDeliveries[] {
  if (which.which === "filtered") return [which];
  return inPieces(which.ids).map((ids) => ({ which: "chosen", ids }));
}
