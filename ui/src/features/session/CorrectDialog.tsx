import { Button } from "antd";
import { type FormEvent, useEffect, useEffectEvent, useState } from "react";
import { CallFailed, fieldOf, useMe, useRead, useWrite, wordsFor } from "../../api";
import type { PreviewCorrection } from "../../bindings/PreviewCorrection";
import type { SessionMended } from "../../bindings/SessionMended";
import type { SessionPage } from "../../bindings/SessionPage";
import { Chips, Dialog, FailureState, SubmitKey, shortened, TextField, toast } from "../../components";
import { m } from "../../messages/messages.js";
import { CorrectFields } from "./CorrectFields";
import { type Act, actsOf, draftOf, fitting, requestOf } from "./draft";
import { Preview } from "./Preview";
import styles from "./session.module.css";

interface CorrectDialogProps {
  page: SessionPage;
  /** Reads the page again: somebody else mended it. */
  onReload: () => void;
  /** Two halves became one, which is another session. */
  onMoved: (session: number) => void;
  onClose: () => void;
}

const LONGEST_REASON = 200;
const LONGEST_NAME = 24;

export const actWords: Record<Act, () => string> = {
  plate: m.session_act_plate,
  arrived_at: m.session_act_arrived_at,
  departed_at: m.session_act_departed_at,
  kind: m.session_act_kind,
  join: m.session_act_join,
  split: m.session_act_split,
  exit_missed: m.session_act_exit_missed,
  swap: m.session_act_swap,
};

/** Puts a session right: what, why, and what changes for the city, before it is done. */
export function CorrectDialog(props: CorrectDialogProps) {
  const [held, setHeld] = useState(false);
  return (
    <Dialog title={m.session_correct_title()} onClose={props.onClose} width="min(94vw, 62rem)" held={held}>
      <Form {...props} onHeld={setHeld} />
    </Dialog>
  );
}

function Form({
  page,
  onReload,
  onMoved,
  onClose,
  onHeld,
}: CorrectDialogProps & { onHeld: (held: boolean) => void }) {
  const { name } = useMe();
  const [draft, setDraft] = useState(() => draftOf(page));
  const [reason, setReason] = useState("");
  // As it was looked at: another version means that somebody else was here.
  const [seen, setSeen] = useState(page.version);
  const [isStale, setStale] = useState(false);
  const acts = actsOf(page);
  const isOfTwo = draft.act === "join" || draft.act === "swap";
  const pairing = useRead("pairing_candidates", { session: page.id }, { enabled: isOfTwo });
  const candidates = fitting(page, draft.act, pairing.data ?? []);
  const request = acts.includes(draft.act) ? requestOf(page, draft, candidates) : undefined;
  const preview = usePreview(request, page.now);
  const write = useWrite("correct_session");
  const failed = write.error ?? preview.error;
  const isMeanwhile = codeOf(failed) === "changed_meanwhile";
  const reload = useEffectEvent(() => {
    setStale(true);
    write.reset();
    onReload();
    void pairing.refetch();
  });
  useEffect(() => {
    if (isMeanwhile) reload();
  }, [isMeanwhile]);
  useEffect(() => {
    if (page.version === seen) return;
    setSeen(page.version);
    setStale(true);
  }, [page.version, seen]);

  const ready = request !== undefined && preview.data !== undefined && !preview.error && reason.trim() !== "";
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!ready || write.isPending) return;
    onHeld(true);
    write.mutate(
      { ...request, reason: reason.trim() },
      {
        onSettled: () => onHeld(false),
        onSuccess: (done) => {
          toast.ok(m.session_corrected(), cameTo(done));
          onClose();
          if (done.session !== page.id) onMoved(done.session);
        },
      },
    );
  };
  const field = fieldOf(failed);
  const words = failed && !isMeanwhile ? wordsFor(failed) : undefined;
  return (
    <form className={styles.form} onSubmit={submit} data-testid="correct-session" data-act={draft.act}>
      <SubmitKey label={m.session_correct_act()} onSubmit={() => submit()} />
      <Chips<Act>
        label={m.session_correct_what()}
        value={draft.act}
        onChange={(act) => {
          write.reset();
          setDraft({ ...draft, act, other: undefined });
        }}
        options={acts.map((act) => ({ value: act, label: actWords[act]() }))}
      />
      {isStale && (
        <div data-testid="changed-meanwhile">
          <FailureState
            inline
            severity="notice"
            what={m.session_meanwhile()}
            next={m.session_meanwhile_next()}
          />
        </div>
      )}
      <div className={styles.halves}>
        <div className={styles.form}>
          <CorrectFields
            page={page}
            draft={draft}
            onDraft={(next) => {
              write.reset();
              setDraft(next);
            }}
            candidates={candidates}
            pairing={pairing}
            error={field === "plate" ? words?.what : undefined}
          />
          <TextField
            label={m.session_reason()}
            value={reason}
            onChange={setReason}
            maxLength={LONGEST_REASON}
            required
            error={field === "reason" ? words?.what : undefined}
          />
          <div className={styles.usual}>
            {[m.session_reason_photo(), m.session_reason_driver(), m.session_reason_city()].map((usual) => (
              <Button key={usual} size="small" onClick={() => setReason(usual)}>
                {usual}
              </Button>
            ))}
          </div>
          <p className={styles.dim}>{m.session_who({ name: shortened(name, LONGEST_NAME) })}</p>
        </div>
        <div className={styles.preview} aria-live="polite" data-testid="correct-preview">
          <strong>{m.session_preview()}</strong>
          {words && field !== "plate" && field !== "reason" ? (
            <FailureState {...words} inline />
          ) : request === undefined ? (
            <p className={styles.dim}>{m.session_preview_wait()}</p>
          ) : preview.data ? (
            <Preview changes={preview.data.changes} />
          ) : (
            <p className={styles.dim}>{m.session_preview_asking()}</p>
          )}
        </div>
      </div>
      <div className={styles.buttons}>
        <Button onClick={onClose} disabled={write.isPending}>
          {m.kit_cancel()}
        </Button>
        <Button
          type="primary"
          htmlType="submit"
          disabled={!ready}
          loading={write.isPending}
          data-testid="correct-session-send"
        >
          {m.session_correct_act()}
        </Button>
      </div>
    </form>
  );
}

const codeOf = (error: unknown) => (error instanceof CallFailed ? error.failure.code : undefined);

const NOTHING: PreviewCorrection = { session: 0, version: "", change: { change: "split" } };

/** What would change; asked anew when the page was read anew, for what was not sent then may be sent by now. */
function usePreview(request: PreviewCorrection | undefined, readAt: number) {
  const preview = useRead("preview_correction", request ?? NOTHING, { enabled: request !== undefined });
  const again = useEffectEvent(() => {
    if (request !== undefined) void preview.refetch();
  });
  useEffect(() => {
    if (readAt > 0) again();
  }, [readAt]);
  return request === undefined ? { data: undefined, error: null } : preview;
}

function cameTo({ changes }: SessionMended): string {
  const count = changes.filter(({ act }) => act === "sent_again").length;
  return count > 0 ? m.session_corrected_city({ count }) : m.session_corrected_local();
}
