import { useNavigate } from "react-router";
import { ImportScreen } from "../../features/sheets";

export default function ImportPage() {
  const navigate = useNavigate();
  return (
    <ImportScreen
      onBack={(kind) => navigate(kind === "blacklist" ? "/blacklist" : "/vehicles")}
      onBatch={(id) => navigate(`/batches?id=${id}`)}
    />
  );
}
