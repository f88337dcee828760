// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * What the page knows, and how each event changes it: `update(model, event) → model`.
 *
 * No clock, no network, no drawing. A vote is shown as counted only when the bot's own receipt
 * names the very words we sent; until then it is on its way, and whether it arrived is open.
 */
import { type Act, choiceOf, circulationOf } from "./acts.ts";
import { type Between, CIRCULATIONS, readBetween } from "./between.ts";
import { type Guests, readGuests } from "./guests.ts";
import { type Released, readReleased, withReleased } from "./released.ts";
import { claimedKey, digest, isSigned, replyTo } from "./signed.ts";
import {
  type Ballot,
  type Choice,
  type Content,
  type For,
  personOf,
  readView,
  spoken,
  type Told,
  type View,
} from "./view.ts";

/** An event of the room as the host hands it on. */
export interface RoomEvent {
  readonly id: string;
  readonly type: string;
  readonly sender: string;
  readonly room: string;
  readonly content: Content;
}

/** Where a page runs and whom it believes: from its address and from what it has kept. */
export interface Setting {
  readonly room: string;
  readonly bot: string;
  /** The bot's key as pinned earlier, else as the address names it; base64url. */
  readonly key: string;
  readonly user: string;
  /** Other rooms of this person whose views of the meeting count here too: the office says few. */
  readonly beside?: readonly string[];
}

export type Sending =
  | { readonly state: "sending"; readonly act: Act; readonly ballot: string | null }
  /** The host took it; the bot has not answered. */
  | {
      readonly state: "sent";
      readonly act: Act;
      readonly ballot: string | null;
      readonly event: string;
    }
  /** The host refused it, or nobody knows whether it left. */
  | {
      readonly state: "failed";
      readonly act: Act;
      readonly ballot: string | null;
      readonly certain: boolean;
    };

/** Why what is shown may not be the truth. */
export type Trouble =
  | { readonly kind: "forged" }
  | { readonly kind: "other-key" }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "malformed" }
  | { readonly kind: "refused"; readonly what: "read" | "send" };

/** Words of ours that were counted: what they said, and their digest as the bot names it. */
export interface Counted {
  readonly choice: Choice;
  readonly receipt: string;
}

/** Return what ours said if the bot still counts those words, and no later ones of another device. */
export function stillCounted(mine: Counted | null | undefined, receipt?: string): Choice | null {
  return mine && mine.receipt === receipt ? mine.choice : null;
}

export interface Model {
  readonly setting: Setting;
  readonly view: View | null;
  readonly seat: string | null;
  /** Seats by the digest of the account that sits there. */
  readonly people: Readonly<Record<string, string>>;
  readonly receipts: Readonly<Record<string, string>>;
  /** What is decided between meetings, as the bot last told it in this room. */
  readonly between: Between | null;
  readonly answers: For["answers"];
  /** What of ours was counted in it, by procedure. */
  readonly answered: Readonly<Record<string, Counted>>;
  /** Who asks to listen, as the bot last told it in this room. */
  readonly guests: Guests | null;
  /** Resolutions made known after all, the newest last. */
  readonly released: readonly Released[];
  /** The newest entry seen of each meeting: an older view, replayed, changes nothing. */
  readonly newest: Readonly<Record<string, number>>;
  readonly sending: Sending | null;
  /** What of ours was last counted. */
  readonly counted: (Counted & { readonly ballot: string }) | null;
  readonly online: boolean;
  readonly troubles: readonly Trouble[];
  /** A line of the bot that answers what we sent, such as a refusal. */
  readonly answer: string | null;
  /** Ids of what we have sent lately, newest last: an answer may come after the next view. */
  readonly asked: readonly string[];
  /** Answers to what may be ours: the bot can be faster than the host that tells us the id. */
  readonly early: Readonly<Record<string, string>>;
  readonly maySend: boolean;
}

export type Event =
  | { readonly kind: "arrived"; readonly event: RoomEvent }
  | { readonly kind: "pressed"; readonly act: Act }
  | { readonly kind: "taken"; readonly event: string }
  | { readonly kind: "failed"; readonly certain: boolean }
  | { readonly kind: "connection"; readonly online: boolean }
  | { readonly kind: "refused"; readonly what: "read" | "send" }
  | { readonly kind: "dismissed" };

export function start(setting: Setting): Model {
  return {
    setting,
    view: null,
    seat: null,
    people: {},
    receipts: {},
    between: null,
    answers: {},
    answered: {},
    guests: null,
    released: [],
    newest: {},
    sending: null,
    counted: null,
    online: true,
    troubles: [],
    answer: null,
    asked: [],
    early: {},
    maySend: true,
  };
}

export function update(model: Model, event: Event): Model {
  switch (event.kind) {
    case "arrived":
      return arrived(model, event.event);
    case "pressed":
      return mayPress(model)
        ? { ...model, answer: null, early: {}, sending: begin(model, event.act) }
        : model;
    case "taken":
      return taken(model, event.event);
    case "failed":
      return model.sending?.state === "sending"
        ? { ...model, sending: { ...model.sending, state: "failed", certain: event.certain } }
        : model;
    case "connection":
      return { ...model, online: event.online };
    case "refused":
      return {
        ...trouble(model, { kind: "refused", what: event.what }),
        maySend: event.what === "send" ? false : model.maySend,
      };
    case "dismissed":
      return { ...model, answer: null };
  }
}

/** Whether anything may be sent now: one word at a time, so that none is sent twice. */
export function mayPress(model: Model): boolean {
  return model.maySend && model.online && model.sending?.state !== "sending";
}

/** What stands about my vote in the open ballot. */
export type MyVote =
  | { readonly state: "not-entitled" }
  | { readonly state: "open" }
  | { readonly state: "on-its-way"; readonly choice: Choice }
  | { readonly state: "unknown"; readonly choice: Choice }
  | { readonly state: "not-sent"; readonly choice: Choice }
  /** The bot counted an answer; `choice` is null if the bot alone knows which. */
  | { readonly state: "counted"; readonly choice: Choice | null };

export function myVote(model: Model): MyVote {
  const ballot = model.view?.ballot;
  if (!model.view || !ballot || !mayVote(model.view, model.seat)) return { state: "not-entitled" };
  const sending = model.sending?.ballot === ballot.id ? model.sending : null;
  const choice = sending ? choiceOf(sending.act) : null;
  if (sending && choice) {
    if (sending.state === "sending" || sending.state === "sent")
      return { state: "on-its-way", choice };
    return { state: sending.certain ? "not-sent" : "unknown", choice };
  }
  return countedVote(model, ballot);
}

function countedVote(model: Model, ballot: Ballot): MyVote {
  const seat = model.seat ?? "";
  if (!ballot.voted.includes(seat)) return { state: "open" };
  const named = ballot.votes?.[seat];
  if (named) return { state: "counted", choice: named };
  const mine = model.counted?.ballot === ballot.id ? model.counted : null;
  return { state: "counted", choice: stillCounted(mine, model.receipts[seat]) };
}

/** Whether a seat may vote in the open ballot, as far as the view tells. */
export function mayVote(view: View, seat: string | null): boolean {
  const me = personOf(view, seat);
  if (!me?.votes || me.presence !== "present" || view.recused.includes(me.seat)) return false;
  return view.ballot?.without !== me.seat;
}

/** How many of our own words an answer may still be about. */
const REMEMBERED = 8;

function begin(model: Model, act: Act): Sending {
  const ballot = choiceOf(act) ? (model.view?.ballot?.id ?? null) : null;
  return { state: "sending", act, ballot };
}

function taken(model: Model, event: string): Model {
  if (model.sending?.state !== "sending") return model;
  const { act, ballot } = model.sending;
  const sent: Model = { ...model, asked: [...model.asked, event].slice(-REMEMBERED) };
  const early = model.early[event];
  if (early !== undefined) return { ...sent, sending: null, answer: early, early: {} };
  return countedBetween(receipted({ ...sent, sending: { state: "sent", act, ballot, event } }));
}

function arrived(model: Model, event: RoomEvent): Model {
  if (event.type !== "m.room.message") return model;
  if (event.room !== model.setting.room) return elsewhere(model, event);
  const [read, between] = [readView(event.content), readBetween(event.content)];
  const [released, guests] = [readReleased(event.content), readGuests(event.content)];
  const shows = [read, between, released, guests].some((one) => one !== null);
  if (event.sender !== model.setting.bot) {
    return shows ? trouble(model, { kind: "forged" }) : model;
  }
  if (!isSigned(event.content, event.room, model.setting.key)) {
    return shows ? unsigned(model, event) : model;
  }
  if (between !== null) return told(model, between, event);
  if (released !== null) return madeKnown(model, released);
  if (guests !== null) return ask(model, guests, event);
  if (read === null) return answered(model, event);
  if (read.kind !== "view") return trouble({ ...model, view: null }, read);
  const over = replyTo(event.content) !== null && isAsked(model, event);
  return shown(over ? { ...model, sending: null } : model, read.view, read.meant);
}

/** Take a view of the bot from a room beside this one; what is wrong with others is said there. */
function elsewhere(model: Model, event: RoomEvent): Model {
  const { beside = [], bot, key } = model.setting;
  if (!beside.includes(event.room) || event.sender !== bot) return model;
  const read = readView(event.content);
  if (read?.kind !== "view" || !isSigned(event.content, event.room, key)) return model;
  return shown(model, read.view, read.meant);
}

/** Whether a message answers what is on its way. */
function isAsked({ sending }: Model, event: RoomEvent): boolean {
  return sending?.state === "sent" && sending.event === replyTo(event.content);
}

/** Nothing of it is believed; whether somebody lies or the bot has a new key, people decide. */
function unsigned(model: Model, event: RoomEvent): Model {
  const claimed = claimedKey(event.content);
  const other = claimed !== null && claimed !== model.setting.key;
  return trouble(model, { kind: other ? "other-key" : "forged" });
}

/** Take the bot's sentence in answer to what we have sent. */
function answered(model: Model, event: RoomEvent): Model {
  const [body, to] = [spoken(event.content).body, replyTo(event.content)];
  const { sending } = model;
  if (typeof body !== "string") return model;
  if (to === null) return settle(model);
  if (sending?.state === "sending") return { ...model, early: { ...model.early, [to]: body } };
  if (!model.asked.includes(to)) return model;
  const over = sending?.state === "sent" && sending.event === to;
  return { ...model, sending: over ? null : sending, answer: body };
}

/** Take in who waits; a list that was overtaken, replayed by a server, changes nothing. */
function ask(model: Model, read: Told<Guests>, event: RoomEvent): Model {
  const listed = isAsked(model, event) && model.sending?.act.kind === "show-guests";
  const known = listed ? { ...model, sending: null } : answered(model, event);
  if (read.kind !== "view") return trouble({ ...known, guests: null }, read);
  const older = read.view.changes < (model.guests?.changes ?? 0);
  return older ? known : { ...known, guests: read.view };
}

function shown(model: Model, view: View, meant: For): Model {
  const newest = model.newest[view.meeting.id] ?? 0;
  const fuller = view.journal.seq === newest && !view.public && model.view?.public === true;
  if ((view.journal.seq <= newest && !fuller) || !current(model.view, view)) return model;
  if (curtained(model.view, view)) return settle(model);
  return settle({
    ...model,
    view,
    receipts: meant.receipts,
    people: meant.people,
    seat: meant.people[digest(model.setting.user)] ?? null,
    newest: { ...model.newest, [view.meeting.id]: view.journal.seq },
    troubles: model.troubles.filter((known) => LASTING.includes(known.kind)),
  });
}

function madeKnown(model: Model, read: Told<Released>): Model {
  if (read.kind !== "view") return trouble(model, read);
  const released = withReleased(model.released, read.view);
  return released === model.released ? model : { ...model, released };
}

/** Take in what is decided between meetings; it never touches what is known of a meeting. */
function told(model: Model, read: Told<Between>, event: RoomEvent): Model {
  const { sending } = model;
  const asked = sending?.state === "sent" && sending.event === replyTo(event.content);
  const known = asked ? { ...model, sending: null } : model;
  if (read.kind !== "view") return trouble({ ...known, between: null }, read);
  const { view: between, meant } = read;
  const newest = model.newest[CIRCULATIONS] ?? 0;
  if (between.journal.seq < newest) return known;
  const now: Model = {
    ...known,
    between,
    answers: meant.answers,
    newest: { ...model.newest, [CIRCULATIONS]: between.journal.seq },
    // Whose seat is whose is known from the meeting, where there is one.
    ...(model.view === null
      ? { people: meant.people, seat: meant.people[digest(model.setting.user)] ?? null }
      : {}),
  };
  return countedBetween(now);
}

/** Compare the answer we sent with what the bot says it has counted. */
function countedBetween(model: Model): Model {
  const { sending, seat, answers } = model;
  const mine = sending ? circulationOf(sending.act) : null;
  if (!sending || mine === null) return model;
  const procedure = model.between?.circulations.find((one) => one.id === mine.id);
  if (procedure?.state !== "open") return { ...model, sending: null };
  const receipt = seat === null ? undefined : answers[mine.id]?.[seat];
  if (sending.state !== "sent" || receipt !== digest(sending.event)) return model;
  const counted = { choice: mine.choice, receipt };
  return { ...model, sending: null, answered: { ...model.answered, [mine.id]: counted } };
}

const LASTING = ["refused", "other-key"];
export const RUNNING = ["open", "interrupted"];

/** Whether `next` is what the page is to show: a running meeting is not pushed aside by another. */
function current(now: View | null, next: View): boolean {
  if (now === null || now.meeting.id === next.meeting.id) return true;
  return !RUNNING.includes(now.meeting.phase) || RUNNING.includes(next.meeting.phase);
}

/** Whether `next` hides what `now` shows of the same non-public part. */
function curtained(now: View | null, next: View): boolean {
  const same = now?.meeting.id === next.meeting.id;
  return same && !now.public && next.public && next.meeting.non_public;
}

/** A newer state of the meeting: what we sent besides a vote is over with it. */
function settle(model: Model): Model {
  const { sending } = model;
  const besides = sending?.ballot === null && circulationOf(sending.act) === null;
  if (sending?.state === "sent" && besides) return { ...model, sending: null };
  return receipted(model);
}

/** Compare the vote we sent with what the bot says it has counted. */
function receipted(model: Model): Model {
  const { sending, view, seat } = model;
  if (!view || !sending || sending.ballot === null) return model;
  if (view.ballot?.id !== sending.ballot) return { ...model, sending: null };
  if (sending.state !== "sent" || seat === null) return model;
  const choice = choiceOf(sending.act);
  const receipt = digest(sending.event);
  if (choice === null || model.receipts[seat] !== receipt) return model;
  return { ...model, sending: null, counted: { ballot: sending.ballot, choice, receipt } };
}

function trouble(model: Model, found: Trouble): Model {
  if (model.troubles.some((known) => known.kind === found.kind)) return model;
  return { ...model, troubles: [...model.troubles, found] };
}
