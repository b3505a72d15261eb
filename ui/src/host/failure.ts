import { ANSWER_UNKNOWN, CallFailed } from "./types";
import { z } from "./zod";

const failureShape = z.object({
  code: z.string(),
  params: z._default(z.record(z.string(), z.union([z.string(), z.number()])), {}),
});

/** The failure in what a host answered instead of a result. */
export function failureIn(answer: unknown, otherwise = ANSWER_UNKNOWN): CallFailed {
  const parsed = failureShape.safeParse(answer);
  return new CallFailed(parsed.success ? parsed.data : { code: otherwise, params: {} });
}
