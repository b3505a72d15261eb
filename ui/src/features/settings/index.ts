export { ConnectionsScreen } from "./connections/ConnectionsScreen";
export { SettingsScreen } from "./SettingsScreen";
export { SetupScreen } from "./setup/SetupScreen";
