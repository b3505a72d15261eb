import type { FileFields } from "../../../bindings/FileFields";
import type { SettingsSaved } from "../../../bindings/SettingsSaved";
import type { SettingsView } from "../../../bindings/SettingsView";

/** What every step is given. */
export interface StepProps {
  settings: SettingsView;
  onBack: (() => void) | undefined;
  /** Goes on, once this step is kept; rejects where that fails. */
  onNext: () => Promise<void>;
  /** Writes the file; rejects where that fails, answers what was refused otherwise. */
  save: (fields: FileFields) => Promise<SettingsSaved>;
}

/** Whether there is a file that names car parks. */
export function isConfigured({ version, problem }: SettingsView): boolean {
  return version !== "" && problem === null;
}

/** Where a secret is. */
export function placeOf({ secrets }: SettingsView, parkingId: string | null) {
  return secrets.find((secret) => secret.parking_id === parkingId)?.place ?? "nowhere";
}
