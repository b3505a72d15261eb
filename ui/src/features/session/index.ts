export { SessionScreen } from "./SessionScreen";
