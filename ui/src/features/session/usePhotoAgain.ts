import { useRef, useState } from "react";
import { CallFailed, call, useWrite } from "../../api";
import type { FittedPhoto } from "../../bindings/FittedPhoto";
import type { PhotoEvent } from "../../bindings/PhotoEvent";
import type { SessionPage } from "../../bindings/SessionPage";
import { base64Of } from "../../domain";
import { type KeptPhoto, MOST_BYTES, newestOf } from "./photos";

/** How far a photo is on its way. */
export type Step =
  | { step: "choose"; tooBig?: number; unread?: boolean; error?: unknown }
  | { step: "reading" | "fitting"; name: string }
  | { step: "look"; photo: number; name: string; fitted?: FittedPhoto; kept?: KeptPhoto }
  | { step: "sent"; delivery: number };

/** The photo that somebody else sent meanwhile, if that is why one was not sent. */
export function sentMeanwhile(error: unknown): { delivery: number; by: string; at: number } | undefined {
  if (!(error instanceof CallFailed) || error.failure.code !== "changed_meanwhile") return undefined;
  const { delivery, by, at } = error.failure.params;
  return by === undefined ? undefined : { delivery: Number(delivery), by: String(by), at: Number(at) };
}

/** From a file or a stored photo to something that is owed. What is stopped or too late changes nothing. */
export function usePhotoAgain(page: SessionPage) {
  const session = page.id;
  const [step, setStep] = useState<Step>({ step: "choose" });
  // What was there when this began: whoever sends a photo meanwhile is named before a second one goes.
  const [seen, setSeen] = useState(() => newestOf(page));
  // Whoever stops, or takes another file, wants no answer to the one before.
  const turn = useRef(0);
  const send = useWrite("send_photo_again");

  const take = async (file: File, event: PhotoEvent) => {
    turn.current += 1;
    const mine = turn.current;
    const go = (next: Step) => mine === turn.current && setStep(next);
    if (file.size > MOST_BYTES) return go({ step: "choose", tooBig: file.size });
    const { name } = file;
    go({ step: "reading", name });
    let base64: string;
    try {
      base64 = await base64Of(file);
    } catch {
      return go({ step: "choose", unread: true });
    }
    go({ step: "fitting", name });
    try {
      const fitted = await call("fit_photo", { session, event, base64 });
      go({ step: "look", photo: fitted.photo, name, fitted });
    } catch (error) {
      go({ step: "choose", error });
    }
  };
  const takeKept = (kept: KeptPhoto) => {
    turn.current += 1;
    setStep({ step: "look", photo: kept.id, name: kept.what, kept });
  };
  const again = () => {
    turn.current += 1;
    send.reset();
    setStep({ step: "choose" });
  };
  const submit = (event: PhotoEvent, index: number | undefined) => {
    if (step.step !== "look" || send.isPending) return;
    send.mutate(
      { session, event, photo: step.photo, seen, ...(index === undefined ? {} : { index }) },
      {
        onSuccess: ({ delivery }) => {
          setSeen(delivery);
          setStep({ step: "sent", delivery });
        },
        onError: (error) => {
          const other = sentMeanwhile(error);
          if (other) setSeen(other.delivery);
        },
      },
    );
  };
  return { step, take, takeKept, again, submit, sending: send.isPending, error: send.error };
}
