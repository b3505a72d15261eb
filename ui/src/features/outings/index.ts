export { OutingDialog } from "./OutingDialog";
export { OutingsScreen } from "./OutingsScreen";
