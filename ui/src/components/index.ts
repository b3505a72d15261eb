export { Confirm, Dialog } from "./dialog/Dialog";
export { Toasts, toast } from "./dialog/toasts";
export { Flyout, type FlyoutTrigger } from "./flyout/Flyout";
export { Choice } from "./form/Choice";
export { DayField, type DayFieldProps } from "./form/DayField";
export { Field } from "./form/Field";
export { MomentField } from "./form/MomentField";
export { SearchBox } from "./form/SearchBox";
export { SearchField } from "./form/SearchField";
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
export { SubmitKey } from "./keys/SubmitKey";
export { Chips } from "./page/Chips";
export { Facts, Section } from "./page/Facts";
export { Page } from "./page/Page";
export { Panel } from "./page/Panel";
export { useAddress } from "./page/useAddress";
export { fetchParts, part } from "./part";
export { PhotoPair, PhotoView, type PhotoViewProps } from "./photo/PhotoView";
export { type PhotoSize, PhotoSource, type PhotoState } from "./photo/source";
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
export type { Column, RowSelection, TableSort } from "./table/types";
export { VirtualTable, type VirtualTableProps } from "./table/VirtualTable";
export { chinaDay, formatTime, type TimeForm } from "./time/china";
export { useNow } from "./time/clock";
export {
  addDays,
  addMonths,
  type Day,
  daysBetween,
  formatMoment,
  parseDay,
  parseMoment,
  startOf,
  today,
} from "./time/days";
export { Ago, agoWords, Stay, stayWords, Time } from "./time/Time";
export { shortened, visible } from "./visible";
