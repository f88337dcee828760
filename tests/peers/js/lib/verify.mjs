// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// Emoji verification as a person does it: ask or be asked, compare, press a button.

import {
  CryptoEvent,
  VerificationPhase,
  VerificationRequestEvent,
  VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/index.js";

import { client } from "./session.mjs";
import { report } from "./wire.mjs";

const requests = new Map(); // transaction id -> VerificationRequest
const shown = new Map(); // transaction id -> the callbacks behind the buttons
const running = new WeakSet(); // verifiers whose verify() has been called

/** Report requests from others; they can then be accepted by their transaction id. */
export function watchVerifications() {
  client.on(CryptoEvent.VerificationRequestReceived, (request) => follow(request));
}

function follow(request) {
  requests.set(request.transactionId, request);
  const tell = () => {
    if (request.verifier !== undefined) run(request);
    report("verification", {
      transaction: request.transactionId,
      phase: VerificationPhase[request.phase].toLowerCase(),
      other: request.otherUserId,
      other_device: request.otherDeviceId ?? null,
      room_id: request.roomId ?? null,
      by_me: request.initiatedByMe,
      cancel_code: request.cancellationCode,
    });
  };
  request.on(VerificationRequestEvent.Change, tell);
  tell();
  return { transaction: request.transactionId };
}

function run(request) {
  const { verifier, transactionId: transaction } = request;
  if (running.has(verifier)) return;
  running.add(verifier);
  const show = (callbacks) => {
    shown.set(transaction, callbacks);
    const { emoji, decimal } = callbacks.sas;
    report("sas", { transaction, emoji: emoji ?? null, decimal: decimal ?? null });
  };
  verifier.on(VerifierEvent.ShowSas, show);
  const early = verifier.getShowSasCallbacks();
  if (early !== null) show(early);
  verifier.verify().catch((error) =>
    report("verifier_ended", { transaction, error: String(error?.message ?? error) }),
  );
}

/** Ask a user in a direct-message room. */
async function verify_in_room({ user, room }) {
  await learn(user, room);
  return follow(await client.getCrypto().requestVerificationDM(user, room));
}

/** Ask one device over to-device messages; `room` is an encrypted room shared with the user. */
async function verify_device({ user, device, room }) {
  await learn(user, room);
  return follow(await client.getCrypto().requestDeviceVerification(user, device));
}

/** Ask another session of one's own, once it is known. */
async function verify_session({ device }) {
  const crypto = client.getCrypto();
  const own = client.getUserId();
  while (!(await crypto.getUserDeviceInfo([own], true)).get(own)?.has(device)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return follow(await crypto.requestDeviceVerification(own, device));
}

/** The keys of the people in a room are loaded when somebody begins to write in it. */
async function learn(user, room) {
  const crypto = client.getCrypto();
  crypto.prepareToEncrypt(client.getRoom(room));
  while (!(await crypto.getUserVerificationStatus(user)).known) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const verify_accept = ({ transaction }) => requests.get(transaction).accept();

/** Press "compare emoji": sends the start message of `m.sas.v1`. */
async function verify_start({ transaction }) {
  const request = requests.get(transaction);
  await request.startVerification("m.sas.v1");
  run(request);
}

const verify_confirm = ({ transaction }) => shown.get(transaction).confirm();
const verify_mismatch = async ({ transaction }) => shown.get(transaction).mismatch();
const verify_cancel = ({ transaction }) => requests.get(transaction).cancel();

export const verifyCalls = {
  verify_in_room, verify_device, verify_session, verify_accept, verify_start,
  verify_confirm, verify_mismatch, verify_cancel,
};
