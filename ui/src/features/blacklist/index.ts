export { BlacklistDialog } from "./BlacklistDialog";
export { BlacklistScreen } from "./BlacklistScreen";
