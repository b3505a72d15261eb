import { useState } from "react";
import { useNavigate } from "react-router";
import type { VehicleField } from "../../bindings/VehicleField";
import type { VehicleFilter } from "../../bindings/VehicleFilter";
import { ExportDialog } from "../../features/sheets";
import { VehiclesScreen } from "../../features/vehicles";
import { usePlateDesk } from "../plates/PlateDesk";

interface Exported {
  filter: VehicleFilter;
  columns: readonly VehicleField[];
  rows: number;
}

/** Where the table of vehicles meets spreadsheets, batches and plates. */
export default function VehiclesPage() {
  const navigate = useNavigate();
  const { showPlate, showHistory } = usePlateDesk();
  const [exported, setExported] = useState<Exported>();
  return (
    <>
      <VehiclesScreen
        onPlate={showPlate}
        onHistory={showHistory}
        onImport={() => navigate("/import")}
        onExport={(filter, columns, rows) => setExported({ filter, columns, rows })}
        onBatch={(id) => navigate(`/batches?id=${id}`)}
      />
      {exported && <ExportDialog {...exported} onClose={() => setExported(undefined)} />}
    </>
  );
}
