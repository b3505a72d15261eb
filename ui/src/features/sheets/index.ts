export { ExportDialog } from "./ExportDialog";
export { ImportScreen } from "./ImportScreen";
