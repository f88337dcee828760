// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// A Matrix client that shares no code with the bot: matrix-js-sdk with Rust crypto, driven over
// standard input. Every line in is a call, every line out an answer or a report.

import { serve } from "./lib/wire.mjs"; // first: it moves the console out of the way

import { roomCalls, watchRooms } from "./lib/rooms.mjs";
import { sessionCalls, stop } from "./lib/session.mjs";
import { verifyCalls, watchVerifications } from "./lib/verify.mjs";

const start = async () => {
  watchRooms();
  watchVerifications();
  await sessionCalls.start();
};

await serve({ ...sessionCalls, ...roomCalls, ...verifyCalls, start }, stop);
process.exit(0);
