// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Print the SHA-256 of every built file, and of the list itself: one line to compare two builds by. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const folder = process.argv[2] ?? "dist";
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== "SHA256SUMS")
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  .sort();
const digest = (data) => createHash("sha256").update(data).digest("hex");
const list = files.map((file) => `${digest(readFileSync(join(folder, file)))}  ${file}\n`).join("");
writeFileSync(join(folder, "SHA256SUMS"), list);
process.stdout.write(`${list}${digest(list)}  (all)\n`);
