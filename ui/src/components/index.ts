export { Confirm, Dialog } from "./dialog/Dialog";
export { Toasts, toast } from "./dialog/toasts";
export { TextField, Toggle, unlike } from "./form/TextField";
export { HeaderContent, HeaderPlace } from "./HeaderContent";
export { Keycap } from "./keys/Keycap";
export {
  KeyRoot,
  KeyScope,
  keyRegistry,
  type PaletteCommand,
  paletteCommands,
  useCommands,
  useKeys,
  useTyping,
} from "./keys/keys";
export type { KeyBinding } from "./keys/registry";
export { PhotoPair, PhotoView, type PhotoViewProps } from "./photo/PhotoView";
export { PhotoZoom } from "./photo/PhotoZoom";
export { PhotoSource, type PhotoState } from "./photo/source";
export { written } from "./plate/drawing";
export { formOf, normalise, type PlateForm, PROVINCES } from "./plate/forms";
export { formName } from "./plate/names";
export { Plate, type PlateProps } from "./plate/Plate";
export {
  judge,
  noPlate,
  type PlateEntry,
  PlateInput,
  type PlateInputProps,
  type PlateVerdict,
} from "./plate/PlateInput";
export { SafeText } from "./SafeText";
export { StatusWord, type Tone } from "./status/StatusWord";
export { EmptyState, FailureState, LoadingState, OfflineBanner } from "./status/states";
export { chinaDay, formatTime, type TimeForm } from "./time/china";
export { useNow } from "./time/clock";
export { Ago, agoWords, Stay, stayWords, Time } from "./time/Time";
export { shortened, visible } from "./visible";
