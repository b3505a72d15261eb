export { PassagesScreen } from "./PassagesScreen";
export { PlateHistoryDialog } from "./PlateHistoryDialog";
