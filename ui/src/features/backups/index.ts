export { BackupsScreen } from "./BackupsScreen";
