// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * Votes coming in at once, as the panel of a council of eighty gets them: each in a message of its
 * own, signed by a bot, read, believed and drawn. Not served.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import canonicalize from "canonicalize";
import { type Event, type Model, start, update } from "../src/model/model.ts";
import { CONTEXT, digest, SIGNED } from "../src/model/signed.ts";
import { FOR, TYPE, type View } from "../src/model/view.ts";
import { announcement } from "../src/view/announce.ts";
import { Panel } from "../src/view/panel.ts";
import { wordsFor } from "../src/words/index.ts";
import { COUNCIL } from "./exhibits.ts";

const [ROOM, BOT, USER] = ["!saal", "@gremium:rat.example", "@ayse:rat.example"];
const SECRET = new Uint8Array(32).fill(7);

/** Milliseconds between frames, and what the longest consisted of. */
export interface Burst {
  readonly longest: number;
  /** How long the page itself was busy in its longest frame: script, style, layout. */
  readonly busy: number;
  readonly frames: number;
}

/** Let so many votes by name come in within `span` milliseconds. */
export async function burst(votes: number, span: number): Promise<Burst> {
  const words = wordsFor("de");
  const status = document.querySelector<HTMLElement>("[role=status]")!;
  const page = new Panel();
  page.words = words;
  let model: Model = start({ room: ROOM, bot: BOT, key: encoded(key()), user: USER });
  const tell = (event: Event): void => {
    const before = model;
    model = update(model, event);
    page.model = model;
    const said = announcement(before, model, words);
    if (said !== null) status.textContent = said;
  };
  const events = Array.from({ length: votes + 1 }, (_, n) => arrived(voted(n), n));
  tell(events[0]!);
  document.body.append(page);
  await quiet();
  const watched = watch();
  const began = performance.now();
  for (const [n, event] of events.slice(1).entries()) {
    const due = began + ((n + 1) * span) / votes;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    tell(structuredClone(event));
  }
  if (model.view?.ballot?.received !== votes) throw new Error("a vote was not believed");
  await quiet();
  page.remove();
  return watched();
}

/** Watch the frames from now on; the answer ends it. */
function watch(): () => Burst {
  let [longest, frames, before, busy, over] = [0, 0, performance.now(), 0, false];
  const observer = new PerformanceObserver((list) => {
    for (const one of list.getEntries()) busy = Math.max(busy, one.duration);
  });
  observer.observe({ type: "long-animation-frame" });
  const look = (now: number): void => {
    longest = Math.max(longest, now - before);
    before = now;
    frames += 1;
    if (!over) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return () => {
    over = true;
    observer.disconnect();
    return { longest, busy, frames };
  };
}

/** Wait until what was drawn is on the screen. */
async function quiet(): Promise<void> {
  for (let n = 0; n < 10; n += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}

function voted(n: number): View {
  const seats = COUNCIL.attendance.slice(0, n).map((person) => person.seat);
  const votes = Object.fromEntries(seats.map((seat) => [seat, "yes"] as const));
  const ballot = { ...COUNCIL.ballot!, voted: seats, received: n, votes };
  return { ...COUNCIL, ballot, journal: { ...COUNCIL.journal, seq: COUNCIL.journal.seq + n } };
}

function arrived(view: View, n: number): Event {
  const receipts = Object.fromEntries(
    view.ballot!.voted.map((seat) => [seat, digest(`$vote-${seat}`)]),
  );
  const meant = { people: { [digest(USER)]: "3" }, receipts };
  const content = sign({ body: "…", msgtype: "m.notice", [TYPE]: view, [FOR]: meant });
  const event = { id: `$${n}`, type: "m.room.message", sender: BOT, room: ROOM, content };
  return { kind: "arrived", event };
}

function sign(content: Record<string, unknown>): Record<string, unknown> {
  const said = CONTEXT + canonicalize({ room: ROOM, content, reply: null });
  const signature = ed25519.sign(new TextEncoder().encode(said), SECRET);
  return { ...content, [SIGNED]: { key: encoded(key()), signature: encoded(signature) } };
}

function key(): Uint8Array {
  return ed25519.getPublicKey(SECRET);
}

function encoded(bytes: Uint8Array): string {
  const plain = btoa(String.fromCharCode(...bytes));
  return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
