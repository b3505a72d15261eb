import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { CallFailed } from "../host";
import { Invalidation } from "./invalidation";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Error;
  }
}

/** Codes after which somebody else, or nobody, is signed in. */
const SESSION_CODES = new Set(["not_signed_in", "screen_locked"]);

function noticeSession(error: Error): void {
  if (error instanceof CallFailed && SESSION_CODES.has(error.failure.code)) invalidation.add(["start"]);
}

/**
 * Nothing is read on a timer, on focus or again by itself: events say when. The host is on this machine, so the
 * browser's idea of being offline means nothing; and a physical act is never repeated by a library.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== "start") noticeSession(error);
    },
  }),
  mutationCache: new MutationCache({ onError: noticeSession }),
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

export const invalidation = new Invalidation(queryClient);
