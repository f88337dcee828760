// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What the address of a page says; everything else is asked for in the room. */

export interface Address {
  readonly widgetId: string;
  readonly origin: string;
  readonly room: string;
  readonly user: string;
  readonly bot: string;
  readonly key: string;
  readonly language: string;
  readonly theme: string;
  /** The client's device and homeserver; only a conference needs to know them. */
  readonly device: string;
  readonly homeserver: string;
}

const MATRIX_ID = /^[@!][^\s"'<>]{1,254}$/;
const KEY = /^[A-Za-z0-9_-]{43}$/;

/** Read query and fragment; null if something a page cannot do without is missing or malformed. */
export function readAddress(location: { search: string; hash: string }): Address | null {
  const query = new URLSearchParams(location.search);
  const fragment = new URLSearchParams(location.hash.replace(/^#\/?\??/, ""));
  const get = (name: string): string => fragment.get(name) ?? query.get(name) ?? "";
  const address = {
    widgetId: query.get("widgetId") ?? "",
    origin: originOf(query.get("parentUrl") ?? ""),
    room: get("room"),
    user: get("user"),
    bot: get("bot"),
    key: get("key"),
    language: get("lang") || "de",
    theme: get("theme"),
    device: get("device"),
    homeserver: get("base"),
  };
  const ids = [address.room, address.user, address.bot];
  const whole = address.widgetId && address.origin && KEY.test(address.key);
  return whole && ids.every((id) => MATRIX_ID.test(id)) ? address : null;
}

/** What leads a member to a page of its own: whom to believe, and which rooms are the body's. */
export interface Invitation {
  readonly bot: string;
  readonly key: string;
  /** What the body's rooms are for, by their ids. */
  readonly places: Readonly<Record<string, "session" | "closed" | "office">>;
  readonly server: string;
  readonly language: string;
}

/** Read the fragment, which never reaches a server; null if something is missing or malformed. */
export function readInvitation(location: { hash: string }): Invitation | null {
  const fragment = new URLSearchParams(location.hash.replace(/^#\/?\??/, ""));
  const get = (name: string): string => fragment.get(name) ?? "";
  const [bot, key] = [get("bot"), get("key")];
  if (!MATRIX_ID.test(bot) || !KEY.test(key) || !MATRIX_ID.test(get("session"))) return null;
  const known = ["session", "closed", "office"] as const;
  const places = Object.fromEntries(known.map((place) => [get(place), place] as const));
  const named = get("server");
  const server = /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(named)
    ? named
    : bot.replace(/^[^:]*:/, "");
  return { bot, key, places, server, language: get("lang") };
}

function originOf(url: string): string {
  try {
    const { origin, protocol } = new URL(url);
    return /^https?:$/.test(protocol) ? origin : "";
  } catch {
    return "";
  }
}
