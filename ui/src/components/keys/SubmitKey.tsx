import { useKeys } from "./keys";

/** Ctrl+Enter in the dialog that it stands in, wherever the focus is: sends the form. */
export function SubmitKey({ label, onSubmit }: { label: string; onSubmit: () => void }) {
  useKeys([{ keys: "Ctrl+Enter", label, inFields: true, run: onSubmit }]);
  return null;
}
