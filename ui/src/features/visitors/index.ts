export { PassDialog } from "./PassDialog";
export { VisitorsScreen } from "./VisitorsScreen";
