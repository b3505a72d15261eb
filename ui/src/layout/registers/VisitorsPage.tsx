import { VisitorsScreen } from "../../features/visitors";
import { usePlateDesk } from "../plates/PlateDesk";

export default function VisitorsPage() {
  const { showPlate } = usePlateDesk();
  return <VisitorsScreen onPlate={showPlate} />;
}
