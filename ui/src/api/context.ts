import { createContext } from "react";
import { invalidation } from "./client";
import type { Invalidation } from "./invalidation";

/** Where changes are told; another one in tests. */
export const InvalidationContext = createContext<Invalidation>(invalidation);
