import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useMe } from "../../api";
import type { PassageItem } from "../../bindings/PassageItem";
import type { PlateCard } from "../../bindings/PlateCard";
import type { LaneKey } from "../../domain";
import { useAskToOpen } from "../../features/booth";
import { type CardAction, CorrectPlate, PlateCardDialog } from "../../features/plate";
import { m } from "../../messages/messages.js";
import { ActDialog, type Asked } from "./ActDialog";

interface Desk {
  /** Shows everything known of a plate. */
  showPlate: (plate: string) => void;
  /** Puts the plate of a passage right. */
  correct: (passage: PassageItem) => void;
  /** Asks for a reason, then shows all passages of a plate. */
  showHistory: (plate: string) => void;
  /** What the city has of a parking session. */
  showSession: (session: number) => void;
}

const DeskContext = createContext<Desk | null>(null);

/** What every screen can do with a plate. */
export function usePlateDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("there is no desk for plates");
  return desk;
}

/** Where all that is known of a plate meets what can be done about it. */
export function PlateDesk({ children }: { children: ReactNode }) {
  const ask = useAskToOpen();
  const isAdministrator = useMe().role === "administrator";
  const [plate, setPlate] = useState<string>();
  const [correcting, setCorrecting] = useState<PassageItem>();
  const [asked, setAsked] = useState<Asked>();

  const showPlate = useCallback((shown: string) => setPlate(shown), []);
  const correct = useCallback((passage: PassageItem) => {
    setPlate(undefined);
    setCorrecting(passage);
  }, []);
  const showHistory = useCallback((of: string) => setAsked({ act: "history", plate: of }), []);
  const navigate = useNavigate();
  const showSession = useCallback(
    (session: number) => {
      setPlate(undefined);
      setAsked(undefined);
      navigate(`/sessions/${session}`);
    },
    [navigate],
  );
  const desk = useMemo(
    () => ({ showPlate, correct, showHistory, showSession }),
    [showPlate, correct, showHistory, showSession],
  );
  const openFor = (lane: LaneKey, forPlate: string) => {
    setPlate(undefined);
    ask(lane, forPlate);
  };
  return (
    <DeskContext value={desk}>
      {children}
      {plate !== undefined && (
        <PlateCardDialog
          plate={plate}
          actions={(card) => actionsFor(card, isAdministrator, setAsked)}
          onOpenLane={openFor}
          onSession={showSession}
          onCorrect={correct}
          onClose={() => setPlate(undefined)}
        />
      )}
      {correcting && <CorrectPlate passage={correcting} onClose={() => setCorrecting(undefined)} />}
      {asked && (
        <ActDialog
          asked={asked}
          onPlate={showPlate}
          onCorrect={correct}
          onSession={showSession}
          onClose={() => setAsked(undefined)}
        />
      )}
    </DeskContext>
  );
}

/** From the card; what is the administrator's is shown to him only. */
function actionsFor(card: PlateCard, isAdministrator: boolean, ask: (asked: Asked) => void): CardAction[] {
  const plate = card.plate.text;
  if (plate === "") return [];
  const registered = card.registrations[0];
  const isBlacklisted = card.blacklist.some((entry) => entry.holds);
  const actions: CardAction[] = [
    { id: "coupon", label: m.layout_act_coupon(), keys: "1", run: () => ask({ act: "coupon", plate }) },
  ];
  if (registered) {
    actions.push({
      id: "outing",
      label: m.layout_act_outing(),
      keys: "2",
      run: () => ask({ act: "outing", plate }),
    });
  } else {
    actions.push({
      id: "visitor",
      label: m.layout_act_visitor(),
      keys: "2",
      run: () => ask({ act: "visitor", plate }),
    });
  }
  actions.push({
    id: "history",
    label: m.layout_act_history(),
    keys: "3",
    run: () => ask({ act: "history", plate }),
  });
  if (!isAdministrator) return actions;
  actions.push(
    registered
      ? {
          id: "renew",
          label: m.layout_act_renew(),
          keys: "4",
          run: () => ask({ act: "renew", plate, parkingId: registered.parking_id }),
        }
      : {
          id: "register",
          label: m.layout_act_register(),
          keys: "4",
          run: () => ask({ act: "register", plate }),
        },
  );
  if (!isBlacklisted) {
    actions.push({
      id: "blacklist",
      label: m.layout_act_blacklist(),
      keys: "5",
      run: () => ask({ act: "blacklist", plate }),
    });
  }
  return actions;
}
