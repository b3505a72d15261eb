export { ReconcileScreen } from "./ReconcileScreen";
