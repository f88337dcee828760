// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** A room as a page sees it, for tests: a bot that signs, and the golden views of an evening. */
import { readFileSync } from "node:fs";
import { ed25519 } from "@noble/curves/ed25519.js";
import canonicalize from "canonicalize";
import type { Between } from "../src/model/between.ts";
import { type Event, type Model, type RoomEvent, start, update } from "../src/model/model.ts";
import { CONTEXT, digest, replyTo } from "../src/model/signed.ts";
import { type Content, readView, TYPE, type View } from "../src/model/view.ts";

export const ROOM = "!saal";
export const BOT = "@gremium:rat.example";
export const ME = "@ayse:rat.example";
export const MY_SEAT = "3";
const SECRET = new Uint8Array(32).fill(7);
export const KEY = Buffer.from(ed25519.getPublicKey(SECRET)).toString("base64url");

/** Return a golden view of the bot, changed at will. */
export function golden(name: string, change: (view: View) => void = () => {}): View {
  const file = new URL(`../../tests/golden/views/${name}.json`, import.meta.url);
  const read = readView({ [TYPE]: JSON.parse(readFileSync(file, "utf-8")) });
  if (read?.kind !== "view") throw new Error(`no golden view ${name}`);
  change(read.view);
  return read.view;
}

/** Sign a content as the bot does. */
export function sign(content: Content, room = ROOM, secret = SECRET): Content {
  const { "m.relates_to": _, ...said } = content;
  const message = CONTEXT + canonicalize({ room, content: said, reply: replyTo(content) });
  const signature = ed25519.sign(new TextEncoder().encode(message), secret);
  const key = Buffer.from(ed25519.getPublicKey(secret)).toString("base64url");
  const encoded = Buffer.from(signature).toString("base64url");
  return { ...content, "org.gremium.signed": { key, signature: encoded } };
}

let events = 0;

export function message(content: Content, more: Partial<RoomEvent> = {}): RoomEvent {
  events += 1;
  return { id: `$${events}`, type: "m.room.message", sender: BOT, room: ROOM, content, ...more };
}

/** Return the bot's message with a view; `receipts` name the events by which seats were counted. */
export function shows(view: View, receipts: Record<string, string> = {}): Event {
  const meant = {
    people: { [digest(ME)]: MY_SEAT },
    receipts: Object.fromEntries(Object.entries(receipts).map(([seat, id]) => [seat, digest(id)])),
  };
  const content = { body: "…", "org.gremium.view": view, "org.gremium.for": meant };
  return { kind: "arrived", event: message(sign(content)) };
}

/** Return a golden view of decisions between meetings, changed at will. */
export function goldenBetween(name: string, change: (view: Between) => void = () => {}): Between {
  const file = new URL(`../../tests/golden/circulations/${name}.json`, import.meta.url);
  const view = JSON.parse(readFileSync(file, "utf-8"));
  change(view);
  return view;
}

/** Return the bot's message on decisions between meetings; `by` names the event I was counted by. */
export function showsBetween(view: Between, by: Record<string, string> = {}, to?: string): Event {
  const answers = Object.fromEntries(
    Object.entries(by).map(([id, event]) => [id, { [MY_SEAT]: digest(event) }]),
  );
  const content = {
    body: "…",
    "org.gremium.circulations": view,
    "org.gremium.for": { people: { [digest(ME)]: MY_SEAT }, receipts: {}, answers },
    ...(to ? { "m.relates_to": { "m.in_reply_to": { event_id: to } } } : {}),
  };
  return { kind: "arrived", event: message(sign(content)) };
}

export function answers(event: string, body: string): Event {
  const content = { body, "m.relates_to": { "m.in_reply_to": { event_id: event } } };
  return { kind: "arrived", event: message(sign(content)) };
}

/** Return the model after all these events. */
export function after(...happened: Event[]): Model {
  return happened.reduce(update, start({ room: ROOM, bot: BOT, key: KEY, user: ME }));
}
