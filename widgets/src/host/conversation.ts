// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** A conference at work: its place in the room, its line to the server, and what may be played. */
import { Refused, type Rtc } from "../matrix/rtc.ts";
import { Line } from "../media/line.ts";
import {
  type Call,
  type CallEvent,
  type Choices,
  hearCall,
  lobby,
  notReceived,
  OWN,
  type People,
  type Source,
  wanted,
} from "../model/call.ts";
import { digest } from "../model/signed.ts";
import type { View } from "../model/view.ts";
import type { CallHands } from "../view/lobby.ts";
import type { Pictures } from "../view/tiles.ts";

/** Milliseconds somebody is not received before they are told: keys take a moment. */
const PATIENCE = 4_000;
/** Milliseconds until they are told again: what they were told, or the key they sent, may be lost. */
const AGAIN = 10_000;

export class Conversation implements CallHands {
  readonly #make: () => Rtc;
  readonly #bot: string;
  readonly #changed: (call: Call, pictures: Pictures) => void;
  #rtc: Rtc;
  #line: Line;
  #call: Call;
  #people: People = {};
  #view: View | null = null;
  #hasKey: () => void = () => {};
  #leaving: Promise<void> | null = null;
  /** Who was told that they are not received, and who will be. */
  readonly #told = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(make: () => Rtc, bot: string, changed: (call: Call, pictures: Pictures) => void) {
    this.#make = make;
    this.#bot = bot;
    this.#changed = changed;
    this.#rtc = this.#place();
    this.#line = this.#connection();
    this.#call = lobby(this.#rtc.user);
    void this.#preview();
  }

  /** What the bot last said of the council. */
  know(people: People, view: View | null): void {
    this.#people = people;
    this.#view = view;
    void this.#rtc.trustChanged();
    this.#follow();
  }

  join(): void {
    if (this.#call.line === "connecting") return;
    this.#hear({ kind: "line", line: "connecting" });
    const line = this.#line;
    this.#enter().catch((error) => {
      // Whoever was put out meanwhile has begun anew.
      if (line === this.#line) void this.#out(error instanceof Refused ? "refused" : "failed");
    });
  }

  async #enter(): Promise<void> {
    const [rtc, line] = [this.#rtc, this.#line];
    const service = await rtc.service(this.#bot);
    if (service === null) throw new Error("no homeserver names a conference");
    const { url, jwt } = await rtc.token(service);
    const hasKey = new Promise<void>((resolve, reject) => {
      this.#hasKey = resolve;
      rtc.onEnd = () => reject(new Error("the homeserver takes no membership"));
    });
    await rtc.join(service);
    await line.enter(url, jwt);
    await hasKey;
    if (line !== this.#line) return;
    rtc.onEnd = () => void this.#out("failed");
    this.#hear({ kind: "line", line: "connected" });
    const { withCamera, withMicrophone, audioOnly } = this.#call.choices;
    if (!line.maySend) return;
    if (withMicrophone) await this.#send("microphone", true);
    if (withCamera && !audioOnly) await this.#send("camera", true);
  }

  async #send(source: Source, on: boolean): Promise<void> {
    const { choices } = this.#call;
    const rtc = this.#rtc;
    // Nobody is to wait for a key to what arrives already.
    const ready = (): Promise<void> => rtc.sends();
    await this.#line.turn(source, on, ready, source === "screen" ? "" : choices[source]);
  }

  hangUp(): void {
    void this.#out("lobby");
  }

  caption(text: string): void {
    void this.#caption(text);
  }

  async #caption(text: string): Promise<void> {
    // Who never sent anything has handed over no key yet.
    await this.#rtc.sends();
    const id = await this.#line.caption(text);
    this.#hear({ kind: "caption", identity: OWN, id, text, own: true });
  }

  /**
   * Out of the call, by oneself or put out: this device is in the room's list no longer, so that the
   * others' next key is not for it, and everything begins anew.
   */
  #out(line: "lobby" | "refused" | "failed"): Promise<void> {
    this.#leaving ??= this.#begin(line).finally(() => {
      this.#leaving = null;
    });
    return this.#leaving;
  }

  async #begin(line: "lobby" | "refused" | "failed"): Promise<void> {
    await this.end();
    this.#rtc = this.#place();
    this.#line = this.#connection();
    this.#hear({ kind: "line", line });
    await this.#preview();
  }

  /** Let go of everything; the conversation is over. */
  async end(): Promise<void> {
    for (const timer of this.#told.values()) clearTimeout(timer);
    this.#told.clear();
    await Promise.allSettled([this.#line.leave(), this.#rtc.leave()]);
  }

  choose(choices: Partial<Choices>): void {
    const before = this.#call.choices;
    this.#hear({ kind: "chose", choices });
    const inside = ["connected", "reconnecting"].includes(this.#call.line);
    if (!inside) void this.#preview();
    else if (choices.audioOnly && !before.audioOnly) {
      void this.turn("camera", false);
      void this.turn("screen", false);
    }
  }

  turn(source: Source, on: boolean): void {
    void this.#send(source, on);
  }

  async #preview(): Promise<void> {
    await this.#line.preview(this.#call.choices);
    this.#draw();
  }

  #connection(): Line {
    return new Line((event) => {
      if (event.kind === "line" && (event.line === "failed" || event.line === "refused"))
        void this.#out(event.line);
      else this.#hear(event);
    });
  }

  #place(): Rtc {
    const rtc = this.#make();
    rtc.trusts = (user) => digest(user) in this.#people;
    rtc.onReport = (identity, received) => this.#hear({ kind: "report", identity, received });
    rtc.onMemberships = (memberships) => this.#hear({ kind: "memberships", memberships });
    rtc.onKey = (identity, key, index) => {
      const own = identity === rtc.identity;
      void this.#line.key(identity, key, index).then(() => {
        if (own) this.#hasKey();
        else this.#hear({ kind: "keyed", identity });
      });
    };
    return rtc;
  }

  #hear(event: CallEvent): void {
    const before = this.#call;
    this.#call = hearCall(before, event);
    if (this.#call !== before) this.#follow();
  }

  /** Tell senders that they are not received, and when they are again. */
  #report(): void {
    if (this.#call.line !== "connected") return;
    const rtc = this.#rtc;
    const missed = notReceived(this.#call, this.#people);
    for (const [identity, timer] of [...this.#told]) {
      if (missed.includes(identity)) continue;
      clearTimeout(timer);
      this.#told.delete(identity);
      void rtc.report(identity, true).catch(() => {});
    }
    for (const identity of missed) {
      if (this.#told.has(identity)) continue;
      const tell = (): void => {
        this.#told.set(identity, setTimeout(tell, AGAIN));
        void rtc.report(identity, false).catch(() => {});
      };
      this.#told.set(identity, setTimeout(tell, PATIENCE));
    }
  }

  #follow(): void {
    this.#line.follow(wanted(this.#call, this.#people, this.#view));
    this.#report();
    this.#draw();
  }

  #draw(): void {
    this.#changed(this.#call, this.#line.pictures);
  }
}
