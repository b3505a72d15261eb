export { OccupancyScreen } from "./OccupancyScreen";
