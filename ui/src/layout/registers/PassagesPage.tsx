import { PassagesScreen } from "../../features/passages";
import { usePlateDesk } from "../plates/PlateDesk";

export default function PassagesPage() {
  const { showPlate, showHistory, correct, showSession } = usePlateDesk();
  return (
    <PassagesScreen onPlate={showPlate} onHistory={showHistory} onCorrect={correct} onSession={showSession} />
  );
}
