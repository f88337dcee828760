// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
//
// What a person does in rooms, and what the client shows them.

import { MatrixEventEvent, RoomEvent } from "matrix-js-sdk";
import { M_POLL_KIND_DISCLOSED } from "matrix-js-sdk/lib/@types/polls.js";
import { PollResponseEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollResponseEvent.js";
import { PollStartEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollStartEvent.js";

import { client } from "./session.mjs";
import { report } from "./wire.mjs";

/** Report every timeline event as this client sees it: content, shield, or why it cannot be read. */
export function watchRooms() {
  client.on(RoomEvent.Timeline, (event, room, toStart) => {
    if (!toStart && room !== undefined) void show(event);
  });
  client.on(MatrixEventEvent.Decrypted, (event) => void show(event));
}

async function show(event) {
  if (event.isEncrypted() && !event.isDecryptionFailure() && event.getClearContent() === null) {
    return; // still closed: the Decrypted event comes for this one later
  }
  const info = event.isEncrypted() ? await client.getCrypto().getEncryptionInfoForEvent(event) : null;
  report("event", {
    room_id: event.getRoomId(),
    event_id: event.getId(),
    sender: event.getSender(),
    type: event.getType(),
    state_key: event.getStateKey() ?? null,
    content: event.getContent(),
    relates_to: event.getWireContent()["m.relates_to"] ?? null,
    encrypted: event.isEncrypted(),
    shield: info?.shieldColour ?? null,
    shield_reason: info?.shieldReason ?? null,
    failure: event.decryptionFailureReason,
    timestamp: event.getTs(),
  });
}

const idOf = ({ event_id }) => ({ event_id });

async function create_room({ invite = [], version, encrypted = true, name, direct = false }) {
  const initial_state = encrypted
    ? [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }]
    : [];
  const preset = direct ? "trusted_private_chat" : "private_chat";
  return client.createRoom({
    invite, name, initial_state, preset, is_direct: direct, room_version: version,
  });
}

/**
 * Accept the invitation, and wait until this client knows whether the room is encrypted.
 * Nobody can accept what has not arrived: over federation it comes after the answer that led to it.
 */
async function join({ room }) {
  while (!["invite", "join"].includes(client.getRoom(room)?.getMyMembership())) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await client.joinRoom(room);
  const crypto = client.getCrypto();
  for (;;) {
    const known = client.getRoom(room);
    if (known?.getMyMembership() === "join") {
      const encrypted = known.hasEncryptionStateEvent();
      if (!encrypted || (await crypto.isEncryptionEnabledInRoom(room))) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const leave = async ({ room }) => void (await client.leave(room));
const invite = async ({ room, user }) => void (await client.invite(room, user));

async function send({ room, type = "m.room.message", content }) {
  return idOf(await client.sendEvent(room, type, content));
}

const send_text = ({ room, body }) => send({ room, content: { msgtype: "m.text", body } });

const reply = ({ room, body, to }) =>
  send({
    room,
    content: { msgtype: "m.text", body, "m.relates_to": { "m.in_reply_to": { event_id: to } } },
  });

const edit = ({ room, body, event }) =>
  send({
    room,
    content: {
      msgtype: "m.text",
      body: `* ${body}`,
      "m.new_content": { msgtype: "m.text", body },
      "m.relates_to": { rel_type: "m.replace", event_id: event },
    },
  });

const react = ({ room, event, key }) =>
  send({
    room,
    type: "m.reaction",
    content: { "m.relates_to": { rel_type: "m.annotation", event_id: event, key } },
  });

const redact = async ({ room, event }) => idOf(await client.redactEvent(room, event));

async function poll_start({ room, question, answers }) {
  const { type, content } = PollStartEvent.from(question, answers, M_POLL_KIND_DISCLOSED).serialize();
  return send({ room, type, content });
}

async function poll_answer({ room, poll, answers }) {
  const { type, content } = PollResponseEvent.from(answers, poll).serialize();
  return send({ room, type, content });
}

/** Encrypt the next message with a fresh Megolm session. */
const discard_session = ({ room }) => client.getCrypto().forceDiscardSession(room);

/** The members as this client knows them after loading the whole list. */
async function members({ room }) {
  const known = client.getRoom(room);
  await known?.loadMembersIfNeeded();
  return (known?.getMembers() ?? []).map((member) => ({
    user_id: member.userId,
    membership: member.membership,
  }));
}

export const roomCalls = {
  create_room, join, leave, invite, send, send_text, reply, edit, react, redact,
  poll_start, poll_answer, discard_session, members,
};
