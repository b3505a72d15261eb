import { useCallback } from "react";
import { useNavigate, useParams } from "react-router";
import { SessionScreen } from "../../features/session";
import { usePlateDesk } from "../plates/PlateDesk";

export default function SessionPage() {
  const { showPlate, showSession } = usePlateDesk();
  const navigate = useNavigate();
  const number = Number(useParams().session);
  // There is no session 0: what is no number is as good as gone.
  const session = Number.isSafeInteger(number) ? number : 0;
  // Come here by a link or after a reload, there is nothing to go back to.
  const back = useCallback(
    () => (window.history.state?.idx > 0 ? navigate(-1) : navigate("/passages")),
    [navigate],
  );
  return <SessionScreen session={session} onBack={back} onPlate={showPlate} onSession={showSession} />;
}
