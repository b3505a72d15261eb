import type { UseMutationResult } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { fieldOf, wordsFor } from "../../api";

/** What a form needs of a write: one submission at a time, and each failure at its field. */
export function useSubmit<Answer, Payload>(write: UseMutationResult<Answer, Error, Payload>) {
  const [touched, setTouched] = useState(false);
  const words = write.error && !touched ? wordsFor(write.error) : undefined;
  const field = write.error ? fieldOf(write.error) : undefined;
  return {
    busy: write.isPending,
    /** What was said of this field. */
    errorAt: (name: string) => (words && field === name ? words.what : undefined),
    /** What was said of no field. */
    error: words && field === undefined ? words : undefined,
    /** After a change what was said is said no more. */
    touch: () => setTouched(true),
    submit: (payload: Payload, onDone?: (answer: Answer) => void) => (event?: FormEvent) => {
      event?.preventDefault();
      if (write.isPending) return;
      setTouched(false);
      write.mutate(payload, onDone ? { onSuccess: onDone } : {});
    },
  };
}
