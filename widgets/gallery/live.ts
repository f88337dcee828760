// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The conference page in a real call, with a stand-in for the room: who is in it, and keys. Not served.
 *
 * What is tried here is what the page takes from the conference server, which the room has no part in.
 */
import "@vector-im/compound-design-tokens/assets/web/css/compound-design-tokens.css";
import "../src/host/page.css";
import golden from "../../tests/golden/views/ballot_open.json";
import { Conversation } from "../src/host/conversation.ts";
import type { Rtc } from "../src/matrix/rtc.ts";
import type { Membership } from "../src/model/call.ts";
import { start } from "../src/model/model.ts";
import { digest } from "../src/model/signed.ts";
import type { View } from "../src/model/view.ts";
import { Conference } from "../src/view/conference.ts";
import { wordsFor } from "../src/words/index.ts";

interface Told {
  readonly url: string;
  readonly token: string;
  /** Whose page this is. */
  readonly identity: string;
  /** Seats of accounts in the council, and the identities that are in the call. */
  readonly seats: Readonly<Record<string, string>>;
  readonly here: readonly string[];
  /** Of whom this page has got a key. */
  readonly keyed: readonly string[];
}

const userOf = (identity: string): string => identity.slice(0, identity.lastIndexOf(":"));
const reports: [string, boolean][] = [];

/** One key for each identity, which both ends know. */
async function keyOf(identity: string): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return new Uint8Array(hash).slice(0, 16);
}

/** What the room would tell. */
class Room implements Pick<Rtc, "user" | "identity" | "onKey" | "onMemberships"> {
  onKey: Rtc["onKey"] = () => {};
  onMemberships: Rtc["onMemberships"] = () => {};
  onReport: Rtc["onReport"] = () => {};
  onEnd: Rtc["onEnd"] = () => {};
  trusts: Rtc["trusts"] = () => false;
  readonly told: Told;
  constructor(told: Told) {
    this.told = told;
  }
  get user(): string {
    return userOf(this.identity);
  }
  get identity(): string {
    return this.told.identity;
  }
  async service(): Promise<string> {
    return this.told.url;
  }
  async token(): Promise<{ url: string; jwt: string }> {
    return { url: this.told.url, jwt: this.told.token };
  }
  async join(): Promise<void> {
    const all = this.told.here.map(
      (identity): Membership => ({ identity, user: userOf(identity) }),
    );
    this.onMemberships(all);
    for (const identity of [this.identity, ...this.told.keyed])
      this.onKey(identity, await keyOf(identity), 0);
  }
  async report(identity: string, received: boolean): Promise<void> {
    reports.push([identity, received]);
  }
  async sends(): Promise<void> {}
  async trustChanged(): Promise<void> {}
  async leave(): Promise<void> {}
}

const live = {
  reports,
  /** Show the page and join at once. */
  async enter(told: Told): Promise<void> {
    const view = { ...golden, ballot: null } as unknown as View;
    const people = Object.fromEntries(
      Object.entries(told.seats).map(([user, seat]) => [digest(user), seat]),
    );
    const page = new Conference();
    page.words = wordsFor("de");
    const setting = { room: "!saal", bot: "@bot:x", key: "", user: userOf(told.identity) };
    page.model = { ...start(setting), view, people, seat: told.seats[setting.user] ?? null };
    const conversation = new Conversation(
      () => new Room(told) as unknown as Rtc,
      setting.bot,
      (call, pictures) => Object.assign(page, { call, pictures }),
    );
    page.hands = conversation;
    conversation.know(people, view);
    document.body.append(page);
    conversation.join();
  },
};
Object.assign(window, { live });
