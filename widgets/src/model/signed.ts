// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The bot's signature under what it says: Ed25519 (RFC 8032) over canonical JSON (RFC 8785) of the room,
 * the content, and what it answers. A host hands decrypted and clear events to a widget alike; only
 * the signature tells a word of the bot from one a server has made up.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import canonicalize from "canonicalize";
import { type Content, isRecord, spoken } from "./view.ts";

export const SIGNED = "org.gremium.signed";
/** Separates these signatures from those over journal entries, which the same key makes. */
export const CONTEXT = "org.gremium.signed\n";
/** How many characters of a digest stand for a user id or an event id. */
export const DIGEST = 12;

const text = new TextEncoder();

/** Tell whether `key` (base64url) vouches for `content`, in this room and as this answer. */
export function isSigned(content: Content, room: string, key: string): boolean {
  const { [SIGNED]: signed, "m.relates_to": _, ...said } = spoken(content);
  if (!isRecord(signed) || signed.key !== key || typeof signed.signature !== "string") return false;
  const canonical = canonicalize({ room, content: said, reply: replyTo(content) });
  if (canonical === undefined) return false;
  try {
    const message = text.encode(CONTEXT + canonical);
    return ed25519.verify(fromBase64(signed.signature), message, fromBase64(key));
  } catch {
    return false;
  }
}

/** Return the key a message says it is signed with; it proves nothing until `isSigned` agrees. */
export function claimedKey(content: Content): string | null {
  const signed = spoken(content)[SIGNED];
  return isRecord(signed) && typeof signed.key === "string" ? signed.key : null;
}

/** Return the id of the event a message answers, or null. */
export function replyTo(content: Content): string | null {
  const relates = content["m.relates_to"];
  const answered = isRecord(relates) ? relates["m.in_reply_to"] : null;
  return isRecord(answered) && typeof answered.event_id === "string" ? answered.event_id : null;
}

/** Return the short digest under which a user or an event is named beside a view. */
export function digest(id: string): string {
  return toBase64(sha256(text.encode(id))).slice(0, DIGEST);
}

function fromBase64(encoded: string): Uint8Array {
  const plain = atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
