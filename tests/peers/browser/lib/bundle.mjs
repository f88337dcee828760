// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Puts a page's modules together with the packages they import.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Where bundles lie, as long as this process lives. */
export const OUTPUT = mkdtempSync(join(tmpdir(), "pages-"));
process.on("exit", () => rmSync(OUTPUT, { recursive: true, force: true }));

/** Bundle one module of ./pages; it is served below /bundle/. */
export async function bundle(entry) {
  await build({
    entryPoints: [fileURLToPath(new URL(`../pages/${entry}`, import.meta.url))],
    outdir: OUTPUT,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    target: "es2022",
    define: { global: "globalThis" },
    logLevel: "silent",
  });
}
