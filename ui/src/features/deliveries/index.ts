export { DeliveriesScreen } from "./DeliveriesScreen";
