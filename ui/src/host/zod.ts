import * as z from "zod/mini";

// It would try once whether it may make functions from text, which the page's policy blocks and reports.
z.config({ jitless: true });

export { z };
