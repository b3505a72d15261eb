export { RehearsalScreen } from "./RehearsalScreen";
