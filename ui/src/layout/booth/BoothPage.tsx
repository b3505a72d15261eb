import { HeaderContent } from "../../components";
import { BoothScreen, FreeSpaces } from "../../features/booth";
import { PlateSearch } from "../../features/plate";
import { usePlateDesk } from "../plates/PlateDesk";

/** Where the booth and what is known of a plate meet. */
export function BoothPage() {
  const { showPlate, correct, showSession } = usePlateDesk();
  return (
    <>
      <HeaderContent>
        <PlateSearch onPlate={showPlate} />
        <FreeSpaces />
      </HeaderContent>
      <BoothScreen onPlate={showPlate} onCorrect={correct} onSession={showSession} />
    </>
  );
}
