// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * Who is in the conference, whom this page lets in, and who is shown where.
 *
 * The conference server is not trusted with names or with sealing: it says who sends what, and only
 * what three others agree on is taken from it. The room says whose device an identity is (MatrixRTC,
 * MSC4143), the bot's signed view says whose account sits in the council, and the device itself has
 * handed over the key to its media.
 */
import { digest } from "./signed.ts";
import type { View } from "./view.ts";

export type Source = "camera" | "microphone" | "screen";

/** One stream as the conference server announces it. */
export interface Track {
  readonly sid: string;
  readonly source: Source;
  /** What the server says of it; a clear one is never played. */
  readonly sealed: boolean;
  readonly muted: boolean;
}

export interface Peer {
  readonly identity: string;
  readonly tracks: readonly Track[];
  readonly speaking: boolean;
}

/** A device in the call, as the room's state names it. */
export interface Membership {
  readonly identity: string;
  readonly user: string;
}

export type Line = "lobby" | "connecting" | "connected" | "reconnecting" | "refused" | "failed";

export interface Device {
  readonly id: string;
  readonly label: string;
}

/** What the person has chosen; what is really sent is `Call.sending`. */
export interface Choices {
  readonly microphone: string;
  readonly camera: string;
  readonly withMicrophone: boolean;
  readonly withCamera: boolean;
  /** No pictures come or go, for a thin line. */
  readonly audioOnly: boolean;
  /** While the line is bad, fewer and smaller pictures come by themselves. */
  readonly spares: boolean;
  /** What is said is shown as text, where somebody writes it. */
  readonly captions: boolean;
}

/** One line of captions (Untertitel, Schriftdolmetschen). */
export interface Caption {
  readonly identity: string;
  readonly id: string;
  readonly text: string;
  /** Written here; nobody else can say so of themselves. */
  readonly own?: boolean;
}
/** Lines kept, and characters of each: what is longer is shown from its end. */
const CAPTIONS = 3;
const CAPTION = 400;

/** Milliseconds a line is bad before pictures are spared, and good before they come again. */
export const BAD_FOR = 5_000;
export const GOOD_FOR = 20_000;

export interface Call {
  readonly line: Line;
  readonly user: string;
  readonly memberships: readonly Membership[];
  readonly peers: readonly Peer[];
  /** Identities whose device has handed over a key. */
  readonly keyed: readonly string[];
  /** Identities whose media could not be opened with the key they gave. */
  readonly blind: readonly string[];
  /** Identities under which a clear stream was ever announced: nothing of theirs is played again. */
  readonly clear: readonly string[];
  readonly sending: readonly Source[];
  /** Whether the meeting lets one send now: who leads and who has the floor. */
  readonly maySend: boolean;
  readonly speaking: boolean;
  readonly microphones: readonly Device[];
  readonly cameras: readonly Device[];
  /** Loudness of the own microphone, from 0 to 1. */
  readonly level: number;
  readonly choices: Choices;
  /** What the browser refused to open. */
  readonly missing: readonly Source[];
  /** Since when the line is as it is, and whether that is bad. */
  readonly quality: { readonly bad: boolean; readonly since: number } | null;
  /** Pictures are spared: the line has been bad for a while, or was until lately. */
  readonly thin: boolean;
  /** What was said last, written down by who captions: newest last. */
  readonly captions: readonly Caption[];
  /** Identities that say they do not receive what this device sends. */
  readonly unheard: readonly string[];
}

export type CallEvent =
  | { readonly kind: "line"; readonly line: Line }
  | { readonly kind: "memberships"; readonly memberships: readonly Membership[] }
  | { readonly kind: "peers"; readonly peers: readonly Peer[]; readonly speaking: boolean }
  | { readonly kind: "keyed"; readonly identity: string }
  | { readonly kind: "opened"; readonly identity: string; readonly opened: boolean }
  | { readonly kind: "sending"; readonly sending: readonly Source[]; readonly may: boolean }
  | {
      readonly kind: "devices";
      readonly microphones: readonly Device[];
      readonly cameras: readonly Device[];
    }
  | { readonly kind: "level"; readonly level: number }
  | { readonly kind: "quality"; readonly bad: boolean; readonly at: number }
  | {
      readonly kind: "caption";
      readonly identity: string;
      /** A caption that is written on keeps its name. */
      readonly id: string;
      readonly text: string;
      readonly own?: boolean;
    }
  | { readonly kind: "report"; readonly identity: string; readonly received: boolean }
  | { readonly kind: "missing"; readonly source: Source; readonly missing: boolean }
  | { readonly kind: "chose"; readonly choices: Partial<Choices> };

export function lobby(user: string): Call {
  return {
    line: "lobby",
    user,
    memberships: [],
    peers: [],
    keyed: [],
    blind: [],
    clear: [],
    sending: [],
    maySend: true,
    speaking: false,
    microphones: [],
    cameras: [],
    level: 0,
    choices: {
      microphone: "",
      camera: "",
      withMicrophone: true,
      withCamera: true,
      audioOnly: false,
      spares: true,
      captions: true,
    },
    missing: [],
    quality: null,
    thin: false,
    captions: [],
    unheard: [],
  };
}

/** Who is out knows nothing of the call any more: in the next one all keys are new. */
const OUTSIDE: readonly Line[] = ["lobby", "refused", "failed"];

export function hearCall(call: Call, event: CallEvent): Call {
  switch (event.kind) {
    case "line":
      return OUTSIDE.includes(event.line)
        ? { ...lobby(call.user), line: event.line, choices: call.choices }
        : { ...call, line: event.line };
    case "memberships":
      return { ...call, memberships: event.memberships };
    case "peers":
      return heard(call, event.peers, event.speaking);
    case "keyed":
      // A new key may be the right one: it is tried before anybody is called blind again.
      return {
        ...call,
        keyed: member(call.keyed, event.identity, true),
        blind: member(call.blind, event.identity, false),
      };
    case "opened":
      return { ...call, blind: member(call.blind, event.identity, !event.opened) };
    case "sending":
      return { ...call, sending: event.sending, maySend: event.may };
    case "devices":
      return { ...call, microphones: event.microphones, cameras: event.cameras };
    case "level":
      return { ...call, level: Math.min(1, Math.max(0, event.level)) };
    case "caption":
      return captioned(call, event);
    case "quality":
      return measured(call, event.bad, event.at);
    case "report":
      return { ...call, unheard: member(call.unheard, event.identity, !event.received) };
    case "missing":
      return { ...call, missing: member(call.missing, event.source, event.missing) };
    case "chose":
      return { ...call, choices: { ...call.choices, ...event.choices } };
  }
}

function captioned(call: Call, { identity, id, text, own = false }: Caption): Call {
  const line = { identity, id, text: text.slice(-CAPTION), own };
  const known = call.captions.findIndex((one) => one.id === id && one.identity === identity);
  const captions =
    known < 0 ? [...call.captions, line].slice(-CAPTIONS) : call.captions.with(known, line);
  return { ...call, captions };
}

/** The captions to be shown: of members who are received, nobody else writes into the picture. */
export function captionsShown(call: Call, people: People): readonly Caption[] {
  if (!call.choices.captions) return [];
  return call.captions.filter(
    ({ identity, own }) => own || verdict(call, people, identity) === "admitted",
  );
}

/** Neither one bad second nor one good one changes what is shown. */
function measured(call: Call, bad: boolean, at: number): Call {
  const quality = call.quality?.bad === bad ? call.quality : { bad, since: at };
  const lasts = at - quality.since >= (bad ? BAD_FOR : GOOD_FOR);
  const thin = lasts ? bad : call.thin;
  return quality === call.quality && thin === call.thin ? call : { ...call, quality, thin };
}

/** Whether pictures are spared now. */
export function sparing(call: Call): boolean {
  return call.thin && call.choices.spares && !call.choices.audioOnly;
}

function heard(call: Call, peers: readonly Peer[], speaking: boolean): Call {
  const fresh = peers
    .filter((peer) => peer.tracks.some((track) => !track.sealed))
    .reduce((known, peer) => member(known, peer.identity, true), call.clear);
  return { ...call, peers, speaking, clear: fresh };
}

function member<T>(list: readonly T[], one: T, wanted: boolean): readonly T[] {
  if (list.includes(one) === wanted) return list;
  return wanted ? [...list, one] : list.filter((known) => known !== one);
}

/** What stands about somebody in the conference. */
export type Verdict =
  /** Played. */
  | "admitted"
  /** No device in the room's state, or nobody of the council: not played, not named. */
  | "stranger"
  /** Announces media in the clear. */
  | "clear"
  /** Has not handed over a key yet, or the key does not open the media. */
  | "not-received";

/** Seats by a digest of the user's id, as the bot has signed them. */
export type People = Readonly<Record<string, string>>;

export function seatOf(call: Call, people: People, identity: string): string | null {
  const known = call.memberships.find((one) => one.identity === identity);
  return known ? (people[digest(known.user)] ?? null) : null;
}

export function verdict(call: Call, people: People, identity: string): Verdict {
  if (seatOf(call, people, identity) === null) return "stranger";
  if (call.clear.includes(identity)) return "clear";
  const sealed = call.keyed.includes(identity) && !call.blind.includes(identity);
  return sealed ? "admitted" : "not-received";
}

/** How good a picture is asked for: the one with the floor large, all others small. */
export type Quality = "off" | "small" | "large";

/**
 * What of a peer is asked for from the server.
 *
 * Streams of who is not received are asked for as well, once a key is there: only what arrives can
 * tell that a later key opens it. Clear streams and strangers' never are.
 */
export function wanted(
  call: Call,
  people: People,
  view: View | null,
): ReadonlyMap<string, Quality> {
  const { large, chair } = places(call, people, view);
  const spares = sparing(call);
  /** On a bad line who has the floor, the chair and papers are seen, the others heard. */
  const spared = (peer: Peer, track: Track): boolean =>
    spares &&
    peer.identity !== chair?.identity &&
    !large.some(
      (tile) => tile.identity === peer.identity && tile.screen === (track.source === "screen"),
    );
  const all = new Map<string, Quality>();
  for (const peer of call.peers) {
    const found = verdict(call, people, peer.identity);
    const may =
      found === "admitted" || (found === "not-received" && call.keyed.includes(peer.identity));
    for (const track of peer.tracks) {
      const picture = track.source !== "microphone";
      const here = large.some((tile) => tile.sid === track.sid);
      const off = !may || (picture && (call.choices.audioOnly || spared(peer, track)));
      const full = here && !(spares && track.source === "camera");
      all.set(track.sid, off ? "off" : full ? "large" : "small");
    }
  }
  return all;
}

/** One picture frame of the conference. */
export interface Tile {
  readonly identity: string;
  /** Null for who is not of the council. */
  readonly seat: string | null;
  readonly verdict: Verdict;
  /** The picture to show, null for none. */
  readonly sid: string | null;
  readonly screen: boolean;
  readonly silent: boolean;
  readonly speaking: boolean;
  readonly own: boolean;
}

export interface Places {
  /** Papers on a shared screen and who has the floor; the chair while nobody has it. */
  readonly large: readonly Tile[];
  /** Always in sight; null if the chair is large or not there. */
  readonly chair: Tile | null;
  readonly small: readonly Tile[];
  /** Who is kept out, and why. */
  readonly refused: readonly Tile[];
}

export const OWN = "own";

export function places(call: Call, people: People, view: View | null): Places {
  const tiles = [
    ...call.peers.flatMap((peer) => tilesOf(call, people, peer)),
    ...ownTiles(call, people),
  ];
  const shown = tiles.filter((tile) => !REFUSED.includes(tile.verdict));
  const refused = tiles.filter((tile) => REFUSED.includes(tile.verdict) && !tile.screen);
  const floor = view
    ? [...view.debate.speaking.map((one) => one.seat), ...view.conference.floor]
    : [];
  const speaks = (tile: Tile): boolean => tile.seat !== null && floor.includes(tile.seat);
  const leads = (tile: Tile): boolean => tile.seat !== null && tile.seat === view?.meeting.chair;
  const screens = shown.filter((tile) => tile.screen);
  const persons = shown.filter((tile) => !tile.screen);
  const speakers = persons.filter(speaks);
  const chairs = persons.filter(leads);
  const large = [...screens, ...(speakers.length > 0 ? speakers : chairs)];
  const chair = chairs.find((tile) => !large.includes(tile)) ?? null;
  const small = persons.filter((tile) => !large.includes(tile) && tile !== chair);
  return { large, chair, small, refused };
}

const REFUSED: readonly Verdict[] = ["stranger", "clear"];

function tilesOf(call: Call, people: People, peer: Peer): Tile[] {
  const found = verdict(call, people, peer.identity);
  const seat = seatOf(call, people, peer.identity);
  const picture = (source: Source): string | null => {
    const sent = peer.tracks.find((track) => track.source === source && !track.muted);
    return sent && found === "admitted" && !call.choices.audioOnly ? sent.sid : null;
  };
  const sound = peer.tracks.find((track) => track.source === "microphone");
  const person: Tile = {
    identity: peer.identity,
    seat,
    // Who sends nothing needs no key, and nothing of theirs is missing.
    verdict: found === "not-received" && peer.tracks.length === 0 ? "admitted" : found,
    sid: picture("camera"),
    screen: false,
    silent: sound?.muted ?? true,
    speaking: peer.speaking,
    own: false,
  };
  const screen = picture("screen");
  return screen ? [{ ...person, sid: screen, screen: true, speaking: false }, person] : [person];
}

function ownTiles(call: Call, people: People): Tile[] {
  if (call.line !== "connected" && call.line !== "reconnecting") return [];
  return [
    {
      identity: OWN,
      seat: people[digest(call.user)] ?? null,
      verdict: "admitted",
      sid: call.sending.includes("camera") ? OWN : null,
      screen: false,
      silent: !call.sending.includes("microphone"),
      speaking: call.speaking,
      own: true,
    },
  ];
}

/** Identities of the council that send what this device cannot open. */
export function notReceived(call: Call, people: People): readonly string[] {
  return call.peers
    .filter((peer) => peer.tracks.some((track) => track.sealed && !track.muted))
    .filter((peer) => verdict(call, people, peer.identity) === "not-received")
    .map((peer) => peer.identity);
}

/** Seats of those in the call who say that they do not receive what this device sends. */
export function notReceivedBy(call: Call, people: People): readonly string[] {
  if (call.sending.length === 0) return [];
  const seats = call.unheard.map((identity) => seatOf(call, people, identity));
  return [...new Set(seats.filter((seat) => seat !== null))];
}
