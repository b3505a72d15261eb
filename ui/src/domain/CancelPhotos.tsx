import { CloseCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useWrite, wordsFor } from "../api";
import { toast } from "../components";
import { m } from "../messages/messages.js";
import { inPieces } from "./inPieces";

interface CancelPhotosProps {
  /** Deliveries of photos that people sent again and of which nothing went out yet. */
  ids: readonly number[];
  label: string;
  /** What it is said of, for those who do not see where the button stands. */
  what?: string;
  small?: boolean;
  onDone?: () => void;
}

/** Takes photos back that are not sent yet. It needs no question: the city keeps what it has, and they can be sent again. */
export function CancelPhotos({ ids, label, what, small = false, onDone }: CancelPhotosProps) {
  const { mutateAsync } = useWrite("cancel_photos");
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    let cancelled = 0;
    let sent = 0;
    try {
      for (const piece of inPieces(ids)) {
        const answer = await mutateAsync({ ids: piece });
        cancelled += answer.cancelled;
        sent += answer.sent;
      }
      const late = sent > 0 ? m.domain_photos_cancel_late({ count: sent }) : undefined;
      if (cancelled > 0) toast.ok(m.domain_photos_cancelled({ count: cancelled }), late);
      else toast.info(m.domain_photos_cancelled_none(), late);
      onDone?.();
    } catch (error) {
      toast.failure(wordsFor(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      size={small ? "small" : "middle"}
      icon={<CloseCircleOutlined aria-hidden />}
      loading={busy}
      disabled={ids.length === 0}
      onClick={() => void run()}
      {...(what === undefined ? {} : { "aria-label": `${label} · ${what}` })}
      data-testid="cancel-photos"
    >
      {label}
    </Button>
  );
}
