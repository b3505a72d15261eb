export { CorrectPlate } from "./CorrectPlate";
export { PlateCardDialog } from "./PlateCardDialog";
export { PlateSearch } from "./PlateSearch";
