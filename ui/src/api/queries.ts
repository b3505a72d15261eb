import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from "@tanstack/react-query";
import { useContext } from "react";
import { type CommandName, commandTags } from "../bindings/commands";
import { call, type Request, type Response } from "./call";
import { AccountContext, InvalidationContext } from "./context";

interface ReadOptions {
  /** Not asked while false. */
  enabled?: boolean;
  /** Shows the answer to the last payload until the next is there, as while searching. */
  keepPrevious?: boolean;
  /** Asks again so often while the last answer was a failure. */
  retryEveryMs?: number;
}

/** What a command answers, read again whenever one of its tags changed. */
export function useRead<Name extends CommandName>(
  command: Name,
  payload: Request<Name>,
  options: ReadOptions = {},
): UseQueryResult<Response<Name>> {
  const { retryEveryMs } = options;
  const account = useContext(AccountContext);
  return useQuery<Response<Name>>({
    queryKey: [command, payload, account],
    queryFn: () => call(command, payload),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
    ...(retryEveryMs
      ? { refetchInterval: (query) => (query.state.status === "error" ? retryEveryMs : false) }
      : {}),
  });
}

/**
 * A command that changes something. Its tags are read again whatever it came to: after an unknown outcome what is on
 * screen may be wrong too.
 */
export function useWrite<Name extends CommandName>(
  command: Name,
): UseMutationResult<Response<Name>, Error, Request<Name>> {
  const invalidation = useContext(InvalidationContext);
  return useMutation<Response<Name>, Error, Request<Name>>({
    mutationKey: [command],
    mutationFn: (payload) => call(command, payload),
    onSettled: () => invalidation.add(commandTags[command].invalidates),
  });
}
