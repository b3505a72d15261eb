import { BatchesScreen } from "../../features/batches";
import { usePlateDesk } from "../plates/PlateDesk";

export default function BatchesPage() {
  const { showPlate } = usePlateDesk();
  return <BatchesScreen onPlate={showPlate} />;
}
