// The packages that these tests use stand in ui/package.json, with the rest of the web's.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../ui/package.json", import.meta.url));

export const { chromium } = require("playwright-core");
export const { AxeBuilder } = require("@axe-core/playwright");
