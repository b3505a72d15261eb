export { RenewByPlate } from "./RenewByPlate";
export { VehicleFormDialog } from "./VehicleFormDialog";
export { VehiclesScreen, type VehiclesScreenProps } from "./VehiclesScreen";
