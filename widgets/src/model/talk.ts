// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The plain messages of a room, oldest first: what the panel does not show must not be missed. */
import type { RoomEvent } from "./model.ts";
import { type Content, isRecord, spoken } from "./view.ts";

export interface Said {
  readonly id: string;
  readonly sender: string;
  readonly at: number;
  readonly text: string;
  /** A sealed file, as its message describes it. */
  readonly file: SealedFile | null;
  /** The bot asks for a reaction: the consent to a link to sign in with. */
  readonly asks?: true;
  /** It is sealed and cannot be opened, perhaps only not yet. */
  readonly unread?: true;
}

/** A sealed message that cannot be opened. */
export interface Unread {
  readonly id: string;
  readonly room: string;
  readonly sender: string;
  readonly at: number;
}

/** Several messages in a row that cannot be opened. */
export interface Shut {
  /** Of the first of them. */
  readonly id: string;
  readonly count: number;
  readonly from: number;
  readonly until: number;
}

/** What is needed to fetch and open a file: address and key (specification, `EncryptedFile`). */
export interface SealedFile {
  readonly name: string;
  readonly mime: string;
  readonly sealed: Readonly<Record<string, unknown>> & { readonly url: string };
}

export type Talk = readonly Said[];

const MOST = 2_000;
const CONSENT = "org.gremium.sign_in";
const TEXTS = ["m.text", "m.notice", "m.emote"];
const FILES = ["m.file", "m.image", "m.audio", "m.video"];

/** Take a message in. An edit replaces what its own author said, a message seen twice changes nothing. */
export function hear(talk: Talk, event: RoomEvent, at: number): Talk {
  if (event.type !== "m.room.message") return talk.filter((said) => said.id !== event.id);
  const edited = editedBy(event.content);
  if (edited !== null) return edit(talk, edited, event);
  if (talk.some((said) => said.id === event.id && !said.unread)) return talk;
  const others = talk.filter((said) => said.id !== event.id);
  const said = read(event, at);
  return said ? insert(others, said) : others;
}

/** Leave a place for what cannot be opened: that somebody said something must not be missed. */
export function hearUnread(talk: Talk, { id, sender, at }: Unread): Talk {
  if (talk.some((said) => said.id === id)) return talk;
  return insert(talk, { id, sender, at, text: "", file: null, unread: true });
}

/** What there is to draw: many that cannot be opened are told as one, or they bury what can. */
export function told(talk: Talk): readonly (Said | Shut)[] {
  const shown: (Said | Shut)[] = [];
  for (const said of talk) {
    const last = shown.at(-1);
    if (!said.unread || !last || !("count" in last || last.unread)) shown.push(said);
    else {
      const [from, count] = "count" in last ? [last.from, last.count] : [last.at, 1];
      shown[shown.length - 1] = { id: last.id, count: count + 1, from, until: said.at };
    }
  }
  return shown;
}

function insert(talk: Talk, said: Said): Talk {
  return [...talk, said].sort((a, b) => a.at - b.at).slice(-MOST);
}

function edit(talk: Talk, target: string, event: RoomEvent): Talk {
  const text = spoken(event.content).body;
  const others = talk.filter((said) => said.id !== event.id);
  if (typeof text !== "string") return others;
  return others.map((said) =>
    said.id === target && said.sender === event.sender && !said.unread ? { ...said, text } : said,
  );
}

function read(event: RoomEvent, at: number): Said | null {
  const { msgtype, body } = event.content;
  if (typeof body !== "string" || typeof msgtype !== "string") return null;
  const base = { id: event.id, sender: event.sender, at };
  const asks = isRecord(event.content[CONSENT]) ? { asks: true as const } : {};
  if (TEXTS.includes(msgtype)) return { ...base, text: body, file: null, ...asks };
  const file = FILES.includes(msgtype) ? fileOf(event.content, body) : null;
  return file ? { ...base, text: body, file } : null;
}

function fileOf(content: Content, name: string): SealedFile | null {
  const { file, info } = content;
  if (!isRecord(file) || typeof file.url !== "string") return null;
  const mime = isRecord(info) && typeof info.mimetype === "string" ? info.mimetype : "";
  return { name, mime, sealed: { ...file, url: file.url } };
}

function editedBy(content: Content): string | null {
  const relates = content["m.relates_to"];
  if (!isRecord(relates) || relates.rel_type !== "m.replace") return null;
  return typeof relates.event_id === "string" ? relates.event_id : null;
}
