import { useNavigate } from "react-router";
import { ReconcileScreen } from "../../features/reconcile";

export default function ReconcilePage() {
  const navigate = useNavigate();
  return <ReconcileScreen onSession={(session) => navigate(`/sessions/${session}`)} />;
}
