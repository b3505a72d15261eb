import { OutingsScreen } from "../../features/outings";
import { usePlateDesk } from "../plates/PlateDesk";

export default function OutingsPage() {
  const { showPlate } = usePlateDesk();
  return <OutingsScreen onPlate={showPlate} />;
}
