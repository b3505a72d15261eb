import { createContext, useContext, useEffect } from "react";
import type { Me } from "../bindings/Me";
import type { StartView } from "../bindings/StartView";
import { invalidation, queryClient } from "./client";
import type { Invalidation } from "./invalidation";

/** Where changes are told; another one in tests. */
export const InvalidationContext = createContext<Invalidation>(invalidation);

/** Whose reads these are: what one account read is never shown to another. */
export const AccountContext = createContext<number | null>(null);

/** How the program runs and who is signed in; there from sign-in on. */
export const StartContext = createContext<StartView | null>(null);

export function useStart(): StartView {
  const start = useContext(StartContext);
  if (!start) throw new Error("nobody has asked how the program runs");
  return start;
}

/** Who is signed in. */
export function useMe(): Me {
  const { me } = useStart();
  if (!me) throw new Error("nobody is signed in");
  return me;
}

/** Forgets what an account read, once it is gone from the screen. */
export function useForgetReads(account: number | null): void {
  useEffect(
    () => () =>
      queryClient.removeQueries({ predicate: (query) => account !== null && query.queryKey[2] === account }),
    [account],
  );
}
