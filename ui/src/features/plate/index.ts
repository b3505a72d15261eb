export { CorrectPlate } from "./CorrectPlate";
export { type CardAction, PlateCardDialog } from "./PlateCardDialog";
export { PlateSearch } from "./PlateSearch";
