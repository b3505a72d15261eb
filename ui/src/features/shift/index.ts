export { ShiftScreen } from "./ShiftScreen";
