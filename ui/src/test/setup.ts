import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A condition is waited for as long as a busy machine needs.
configure({ asyncUtilTimeout: 10_000 });
afterEach(cleanup);
