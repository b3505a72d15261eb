export { CallFailed, type Desktop, host } from "../host";
export { call, photoUrl, type Request, type Response } from "./call";
export { invalidation, queryClient } from "./client";
export { fieldOf, type Severity, type Words, waitOf, wordsFor, wordsForFailure } from "./errors";
export { useConnection, useEvent, useHostEvents } from "./events";
export { useForgetReads, useRead, useWrite } from "./queries";
