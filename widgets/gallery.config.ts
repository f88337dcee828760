// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Builds gallery/ into dist-gallery/, which tests and pictures use and nobody is served. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

export default defineConfig({
  root: resolve(import.meta.dirname, "gallery"),
  base: "./",
  build: {
    outDir: resolve(import.meta.dirname, "dist-gallery"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: ["index", "live"].map((page) =>
        resolve(import.meta.dirname, "gallery", `${page}.html`),
      ),
    },
  },
});
