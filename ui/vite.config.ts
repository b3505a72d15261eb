/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { antdParts } from "./vite/antd.ts";
import { englishApart } from "./vite/messages.ts";

export default defineConfig({
  plugins: [antdParts(), englishApart(), react()],
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
