// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Serves ./pages, what was bundled, and the packages whose shipped files are used unchanged.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { OUTPUT } from "./bundle.mjs";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const PACKAGES = join(HERE, "node_modules");
const FOLDERS = {
  "/livekit-client/": join(PACKAGES, "livekit-client/dist/"),
  "/element-call/": join(PACKAGES, "@element-hq/element-call-embedded/dist/"),
  "/bundle/pkg/": join(PACKAGES, "@matrix-org/matrix-sdk-crypto-wasm/pkg/"),
  "/bundle/": OUTPUT,
  "/": join(HERE, "pages/"),
};
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** Listen on a free port of this machine; answers the origin. */
export async function serveFiles() {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://localhost:${server.address().port}`;
}

async function answer(request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://here").pathname));
  const prefix = Object.keys(FOLDERS).find((one) => path.startsWith(one));
  const file = join(FOLDERS[prefix], path.slice(prefix.length));
  const there = await stat(file).catch(() => undefined);
  if (!there?.isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}
