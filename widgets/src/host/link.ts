// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * A one-time link to sign in (docs/adr/0024): what it says, and the address without it.
 *
 * The link stands behind the `#` of the page's address and is taken out of it at once, whole or not.
 * It names whose account it opens, which must be on the bot's own server; nobody is signed in
 * before they have read that and pressed.
 */

export interface SignInLink {
  readonly user: string;
  readonly token: string;
  /** Until when it is good, in seconds of the epoch. */
  readonly until: number;
}

export interface Arrival {
  /** Null for one that is malformed or meant for another server. */
  readonly link: SignInLink | null;
  /** The address to go on with: without what could be used again. */
  readonly address: string;
}

const OF_A_LINK = ["token", "user", "until"] as const;
const USER = /^@[^\s"'<>:]{1,200}:[^\s"'<>]{1,230}$/;
const TOKEN = /^[A-Za-z0-9._~=-]{1,512}$/;

/** Return what came along with the address; null for a visit without a link. */
export function takeLink(here: Pick<Location, "pathname" | "search" | "hash">): Arrival | null {
  const said = new URLSearchParams(here.hash.replace(/^#\/?\??/, ""));
  if (!said.has("token")) return null;
  const get = (name: string): string => said.get(name) ?? "";
  const [user, token, until, bot] = [get("user"), get("token"), Number(get("until")), get("bot")];
  const whole =
    USER.test(user) && TOKEN.test(token) && until > 0 && serverOf(user) === serverOf(bot);
  for (const name of OF_A_LINK) said.delete(name);
  return {
    link: whole ? { user, token, until } : null,
    address: `${here.pathname}${here.search}#/?${said}`,
  };
}

function serverOf(user: string): string {
  return user.replace(/^[^:]*:/, "");
}
