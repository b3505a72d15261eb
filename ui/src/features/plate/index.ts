import { part } from "../../components";

export type { CardAction } from "./PlateCardDialog";
export { PlateSearch } from "./PlateSearch";

export const CorrectPlate = part(async () => (await import("./CorrectPlate")).CorrectPlate);
export const PlateCardDialog = part(async () => (await import("./PlateCardDialog")).PlateCardDialog);
