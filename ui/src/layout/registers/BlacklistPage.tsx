import { useNavigate } from "react-router";
import { BlacklistScreen } from "../../features/blacklist";
import { usePlateDesk } from "../plates/PlateDesk";

export default function BlacklistPage() {
  const navigate = useNavigate();
  const { showPlate } = usePlateDesk();
  return <BlacklistScreen onPlate={showPlate} onImport={() => navigate("/import?kind=blacklist")} />;
}
