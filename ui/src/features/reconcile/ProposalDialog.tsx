import { useState } from "react";
import { useRead, wordsFor } from "../../api";
import type { PairingCandidate } from "../../bindings/PairingCandidate";
import type { SessionPage } from "../../bindings/SessionPage";
import { Dialog, FailureState, LoadingState } from "../../components";
import { m } from "../../messages/messages.js";
import { Candidates } from "./Candidates";
import { Mend } from "./Mend";
import { joinOf, type Mending } from "./mending";
import type { Proposed } from "./Proposal";

interface ProposalDialogProps {
  proposed: Proposed;
  onSettled: (sessions: readonly number[]) => void;
  onClose: () => void;
}

/** From what is proposed over what it changes for the city to the act. */
export function ProposalDialog({ proposed, onSettled, onClose }: ProposalDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const [other, setOther] = useState<PairingCandidate>();
  const { data: page, error, refetch } = useRead("session_page", { session: proposed.session });
  const mending = page && mendingOf(proposed, page, other);
  return (
    <Dialog
      title={mending ? m.reconcile_mend_title() : m.reconcile_candidates_title()}
      onClose={onClose}
      width="min(94vw, 52rem)"
      held={isBusy}
    >
      {!page ? (
        error ? (
          <FailureState {...wordsFor(error)} inline onRetry={() => void refetch()} />
        ) : (
          <LoadingState />
        )
      ) : mending ? (
        <Mend
          mending={mending}
          onBusy={setBusy}
          onDone={() => {
            onSettled(mending.touched);
            onClose();
          }}
          onBack={proposed.change ? onClose : () => setOther(undefined)}
          backWords={proposed.change ? m.kit_cancel() : m.reconcile_choose_other()}
        />
      ) : (
        <Candidates page={page} onChoose={setOther} onClose={onClose} />
      )}
    </Dialog>
  );
}

function mendingOf(
  { session, version, change }: Proposed,
  page: SessionPage,
  other: PairingCandidate | undefined,
): Mending | undefined {
  if (change) return { session, version: version ?? page.version, change, touched: [session] };
  return other && joinOf(page, other);
}
