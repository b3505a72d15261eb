export { ConnectionsScreen } from "./connections/ConnectionsScreen";
export { SettingsScreen } from "./SettingsScreen";
