import { useNavigate } from "react-router";
import { DeliveriesScreen } from "../../features/deliveries";

export default function DeliveriesPage() {
  const navigate = useNavigate();
  return <DeliveriesScreen onSession={(session) => navigate(`/sessions/${session}`)} />;
}
