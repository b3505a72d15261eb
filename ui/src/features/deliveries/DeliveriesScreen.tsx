import { Page, SearchField, useAddress } from "../../components";
import { CarParkFilter, ReportingNav, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { Days } from "./Days";
import { viewOf } from "./filter";
import { ListFilters } from "./ListFilters";
import { ListView } from "./ListView";
import { Overview } from "./Overview";
import { Reasons } from "./Reasons";

/** What the city has of what we owe it: in numbers, by what holds it up, and each. */
export function DeliveriesScreen({ onSession }: { onSession: (session: number) => void }) {
  const [address, change] = useAddress();
  const parks = useCarParks();
  const view = viewOf(address);
  const park = address.park ?? "";
  return (
    <Page
      title={m.deliveries_title()}
      testId="deliveries"
      tools={
        <>
          <ReportingNav here={view} park={park} />
          {view === "list" && (
            <SearchField
              label={m.deliveries_search()}
              placeholder={m.deliveries_search_example()}
              value={address.text ?? ""}
              onChange={(text) => change({ text })}
              testId="deliveries-search"
            />
          )}
          <CarParkFilter parks={parks} value={park} onChange={(id) => change({ park: id, words: "" })} />
          {view !== "reasons" && <Days address={address} onChange={change} />}
        </>
      }
      below={view === "list" && <ListFilters address={address} onChange={change} />}
    >
      {view === "overview" ? (
        <Overview address={address} />
      ) : view === "reasons" ? (
        <Reasons park={park} />
      ) : (
        <ListView address={address} onSession={onSession} />
      )}
    </Page>
  );
}
