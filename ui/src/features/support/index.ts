export { SupportScreen } from "./SupportScreen";
