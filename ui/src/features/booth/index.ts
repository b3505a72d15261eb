export { AlertDesk } from "./alerts/AlertDesk";
export { BoothScreen } from "./BoothScreen";
export { FreeSpaces } from "./FreeSpaces";
export { OpeningDesk, useAskToOpen } from "./opening/OpeningDesk";
