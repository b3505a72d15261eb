import { TextField, unlike } from "../../components";
import { m } from "../../messages/messages.js";

/** The program refuses shorter ones. */
export const SHORTEST_PASSWORD = 8;

interface NewPasswordProps {
  label?: string;
  password: string;
  again: string;
  onPassword: (password: string) => void;
  onAgain: (again: string) => void;
  /** What the program said of it. */
  error?: string | undefined;
}

/** Whether the two can be submitted. */
export function isNewPassword(password: string, again: string): boolean {
  return Array.from(password).length >= SHORTEST_PASSWORD && password === again;
}

/** A password, typed twice. */
export function NewPassword({ label, password, again, onPassword, onAgain, error }: NewPasswordProps) {
  const missing = SHORTEST_PASSWORD - Array.from(password).length;
  return (
    <>
      <TextField
        label={label ?? m.layout_password()}
        secret
        autoComplete="new-password"
        value={password}
        onChange={onPassword}
        error={error}
        hint={missing > 0 ? m.layout_password_hint({ least: SHORTEST_PASSWORD }) : ""}
      />
      <TextField
        label={m.layout_password_again()}
        secret
        autoComplete="new-password"
        value={again}
        onChange={onAgain}
        error={unlike(password, again)}
      />
    </>
  );
}
