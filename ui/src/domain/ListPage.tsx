import type { ReactNode } from "react";
import { useWindows, type WindowedCommand, type Windows, wordsFor } from "../api";
import type { Column } from "../components";
import {
  EmptyState,
  FailureState,
  LoadingState,
  Page,
  SearchField,
  useAddress,
  VirtualTable,
} from "../components";
import { m } from "../messages/messages.js";
import { CarParkFilter } from "./CarParkSelect";
import { useCarParks } from "./registers";

/** Lists that are filtered by car park and a fragment of a plate. */
type ListCommand = Extract<WindowedCommand, "blacklist" | "visitors" | "coupons" | "outings" | "in_park">;
type RowOf<Name extends ListCommand> =
  Windows<Name> extends { rowAt: (index: number) => infer Row | undefined } ? Row : never;

interface ListPageProps<Name extends ListCommand> {
  command: Name;
  title: string;
  columns: readonly Column<RowOf<Name>>[];
  keyOf: (row: RowOf<Name>) => string;
  /** Further filters, from the address. */
  extra?: (address: Readonly<Record<string, string>>) => object;
  /** Beside the search. */
  tools?: (
    address: Readonly<Record<string, string>>,
    change: (part: Record<string, string>) => void,
  ) => ReactNode;
  actions?: (list: { text: string; parking_id?: string }) => ReactNode;
  /** Below the bar; `head` is the list's first part. */
  below?: (
    head: Windows<Name>["head"],
    address: Readonly<Record<string, string>>,
    change: (part: Record<string, string>) => void,
  ) => ReactNode;
  onOpen?: (row: RowOf<Name>) => void;
  rowHeight?: number;
  empty: { title: string; hint: string };
  testId: string;
}

/** A list of the registers: searched as one types, with all its states. */
export function ListPage<Name extends ListCommand>(props: ListPageProps<Name>) {
  const { command, title, columns, keyOf, extra, tools, actions, below, onOpen, rowHeight, empty, testId } =
    props;
  const [address, change] = useAddress();
  const parks = useCarParks();
  const list = {
    text: address.text ?? "",
    ...(address.park ? { parking_id: address.park } : {}),
  };
  const windows = useWindows(command, { ...list, ...extra?.(address) } as never);
  const isFiltered = Object.values(address).some((value) => value !== "");
  return (
    <Page
      title={title}
      testId={testId}
      tools={
        <>
          <SearchField
            label={m.domain_list_search()}
            placeholder={m.domain_list_search_example()}
            value={list.text}
            onChange={(text) => change({ text })}
            testId={`${testId}-search`}
          />
          <CarParkFilter parks={parks} value={address.park ?? ""} onChange={(park) => change({ park })} />
          {tools?.(address, change)}
        </>
      }
      actions={actions?.(list)}
      below={below?.(windows.head, address, change)}
    >
      {windows.error && windows.head && (
        <FailureState {...wordsFor(windows.error)} inline onRetry={windows.retry} />
      )}
      {windows.head ? (
        <VirtualTable<RowOf<Name>>
          label={title}
          columns={columns}
          total={windows.total}
          rowAt={windows.rowAt as (index: number) => RowOf<Name> | undefined}
          keyOf={keyOf}
          onSee={windows.see}
          startKey={windows.key}
          old={windows.old}
          {...(onOpen ? { onOpen } : {})}
          {...(rowHeight ? { rowHeight } : {})}
          empty={
            isFiltered ? (
              <EmptyState title={m.domain_list_nothing()} hint={m.domain_list_nothing_hint()} />
            ) : (
              <EmptyState {...empty} />
            )
          }
          testId={`${testId}-table`}
        />
      ) : windows.error ? (
        <FailureState {...wordsFor(windows.error)} onRetry={windows.retry} />
      ) : (
        <LoadingState />
      )}
    </Page>
  );
}
