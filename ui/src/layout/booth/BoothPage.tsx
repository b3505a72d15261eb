import { useCallback, useState } from "react";
import type { PassageItem } from "../../bindings/PassageItem";
import { HeaderContent } from "../../components";
import type { LaneKey } from "../../domain";
import { BoothScreen, FreeSpaces, OpeningDesk, useAskToOpen } from "../../features/booth";
import { CorrectPlate, PlateCardDialog, PlateSearch } from "../../features/plate";

/** Where the booth and what is known of a plate meet. */
export function BoothPage() {
  return (
    <OpeningDesk>
      <Together />
    </OpeningDesk>
  );
}

function Together() {
  const ask = useAskToOpen();
  const [plate, setPlate] = useState<string>();
  const [correcting, setCorrecting] = useState<PassageItem>();
  const showPlate = useCallback((shown: string) => setPlate(shown), []);
  const correct = useCallback((passage: PassageItem) => {
    setPlate(undefined);
    setCorrecting(passage);
  }, []);
  const openFor = (lane: LaneKey, forPlate: string) => {
    setPlate(undefined);
    ask(lane, forPlate);
  };
  return (
    <>
      <HeaderContent>
        <PlateSearch onPlate={showPlate} />
        <FreeSpaces />
      </HeaderContent>
      <BoothScreen onPlate={showPlate} onCorrect={correct} />
      {plate !== undefined && (
        <PlateCardDialog
          plate={plate}
          onOpenLane={openFor}
          onCorrect={correct}
          onClose={() => setPlate(undefined)}
        />
      )}
      {correcting && <CorrectPlate passage={correcting} onClose={() => setCorrecting(undefined)} />}
    </>
  );
}
