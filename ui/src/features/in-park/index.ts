export { InParkScreen } from "./InParkScreen";
