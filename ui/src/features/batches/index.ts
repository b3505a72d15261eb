export { BatchesScreen } from "./BatchesScreen";
export { workWords } from "./words";
