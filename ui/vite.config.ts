/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * Under a dialog antd keeps the page from scrolling by a style without our nonce, which the policy blocks and reports. The
 * page never scrolls here, only parts of it do, so there is nothing to keep.
 */
const noScrollLock: Plugin = {
  name: "no-scroll-lock",
  enforce: "pre",
  resolveId: (source) =>
    source.endsWith("/useScrollLocker")
      ? fileURLToPath(new URL("src/theme/noScrollLock.ts", import.meta.url))
      : null,
};

export default defineConfig({
  plugins: [noScrollLock, react()],
  build: {
    // WebKitGTK 2.44 (Debian 12) and WebView2.
    target: ["es2022", "safari17", "chrome110"],
    chunkSizeWarningLimit: 1500,
    // A small asset as a data: address would need a hole in the CSP.
    assetsInlineLimit: 0,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      "/rpc": "http://127.0.0.1:8321",
      "/events": "http://127.0.0.1:8321",
      "/photos": "http://127.0.0.1:8321",
    },
  },
  test: {
    environment: "happy-dom",
    testTimeout: 30_000,
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
