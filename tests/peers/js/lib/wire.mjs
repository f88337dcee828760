// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// JSON lines over standard input and output: one request, one answer, and reports in between.

import { createInterface } from "node:readline";

// Standard output carries the protocol. What libraries print is silent, or with PEER_LOG set goes
// to standard error; moving `console` catches their child loggers too.
const print = process.env.PEER_LOG ? console.error : () => {};
for (const level of ["log", "info", "debug", "trace", "warn", "error"]) console[level] = print;

const put = (value) => process.stdout.write(JSON.stringify(value) + "\n");

/** Say something nobody asked for: a message seen, a verification moved on. */
export const report = (kind, facts) => put({ report: kind, ...facts });

/** Answer requests `{id, call, ...arguments}` from a table of asynchronous functions until input ends. */
export async function serve(calls, atEnd) {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== "") void answer(calls, JSON.parse(line));
  }
  await atEnd();
}

async function answer(calls, { id, call, ...args }) {
  try {
    if (!Object.hasOwn(calls, call)) throw new Error(`unknown call ${call}`);
    put({ id, result: (await calls[call](args)) ?? null });
  } catch (error) {
    put({ id, error: String(error?.message ?? error), code: error?.errcode ?? null });
  }
}
