// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * Builds ballot/ as one file that needs no other, and whose own policy names it by its hashes: whoever
 * serves it, nothing but what was built runs in it, and it can open no connection.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

/** WebRTC is not under `connect-src`: it has a directive of its own, and `SHUT` for who ignores that. */
const POLICY =
  "default-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'; webrtc 'block'";

const SHUT = readFileSync(resolve(import.meta.dirname, "src/ballot/shut.js"), "utf-8");

const hash = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function oneFile(): Plugin {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_options, bundle) {
      let [script, style] = ["", ""];
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") script += part.code;
        else if (name.endsWith(".css")) style += String(part.source);
        else continue;
        delete bundle[name];
      }
      // What ends a script in a page must not stand inside one.
      script = script.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--");
      const policy = `${POLICY}; script-src ${hash(SHUT)} ${hash(script)}; style-src ${hash(style)}`;
      for (const part of Object.values(bundle)) {
        if (part.type !== "asset" || !part.fileName.endsWith(".html")) continue;
        part.source = String(part.source)
          .replace(/\s*<(script|link)\b[^>]*\b(src|href)="[^"]*"[^>]*>(<\/script>)?/g, "")
          .replace("__POLICY__", () => policy)
          .replace(
            "</head>",
            () => `<script>${SHUT}</script>\n    <style>${style}</style>\n  </head>`,
          )
          .replace("</body>", () => `<script type="module">${script}</script>\n  </body>`);
      }
    },
  };
}

export default defineConfig({
  root: resolve(import.meta.dirname, "src"),
  base: "./",
  plugins: [oneFile()],
  build: {
    outDir: resolve(import.meta.dirname, "dist"),
    emptyOutDir: false,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    rollupOptions: { input: resolve(import.meta.dirname, "src/ballot/index.html") },
  },
});
