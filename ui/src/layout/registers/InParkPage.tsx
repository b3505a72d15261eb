import { InParkScreen } from "../../features/in-park";
import { usePlateDesk } from "../plates/PlateDesk";

export default function InParkPage() {
  const { showPlate } = usePlateDesk();
  return <InParkScreen onPlate={showPlate} />;
}
