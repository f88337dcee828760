// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const pages = ["panel", "screen", "member", "conference", "accessibility", "privacy", "guest"];

export default defineConfig({
  root: resolve(import.meta.dirname, "src"),
  base: "./",
  build: {
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: Object.fromEntries(
        pages.map((page) => [page, resolve(import.meta.dirname, "src", page, "index.html")]),
      ),
    },
  },
  test: { root: import.meta.dirname, include: ["test/**/*.test.ts"] },
});
