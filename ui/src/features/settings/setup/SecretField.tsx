import type { SecretPlace } from "../../../bindings/SecretPlace";
import { TextField } from "../../../components";
import { m } from "../../../messages/messages.js";

interface SecretFieldProps {
  label: string;
  place: SecretPlace;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

/** A secret that is typed and never shown again; where one is set, nothing needs to be typed. */
export function SecretField({ label, place, value, onChange, error }: SecretFieldProps) {
  const hints: Record<SecretPlace, () => string> = {
    nowhere: m.file_secret_hint,
    file: m.setup_secret_set,
    environment: m.file_secret_environment,
  };
  return (
    <TextField
      label={label}
      secret
      required={place === "nowhere"}
      disabled={place === "environment"}
      autoComplete="new-password"
      maxLength={500}
      value={value}
      onChange={onChange}
      hint={hints[place]()}
      error={error}
    />
  );
}
