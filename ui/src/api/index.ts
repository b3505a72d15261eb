export { CallFailed, type Desktop, host, type TrayWords } from "../host";
export { call, photoUrl, type Request, type Response } from "./call";
export { invalidation, queryClient } from "./client";
export { AccountContext, StartContext, useForgetReads, useMe, useStart } from "./context";
export { fieldOf, type Severity, type Words, waitOf, wordsFor, wordsForFailure } from "./errors";
export { useConnection, useEvent, useHostEvents } from "./events";
export { useRead, useWrite } from "./queries";
export { useWindows, type WindowedCommand, type Windows } from "./windows";
