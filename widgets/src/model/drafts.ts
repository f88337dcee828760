// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Texts a person has begun and not sent, one per room. Nobody else gets to see them. */

export interface Drafts {
  /** Whose they are. */
  readonly user: string;
  /** What was written last, by the ids of rooms. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What a person has begun who has begun nothing. */
export function noDrafts(user: string): Drafts {
  return { user, texts: {} };
}

/** Note what stands in a room's box now; an empty box is no draft. */
export function written(drafts: Drafts, room: string, text: string): Drafts {
  const { [room]: _, ...others } = drafts.texts;
  return { ...drafts, texts: text === "" ? others : { ...others, [room]: text } };
}

/** What of several places is the person's own, what was written last first. */
export function draftsOf(user: string, ...known: readonly (Drafts | null)[]): Drafts {
  const own = known.find((one) => one?.user === user && countDrafts(one) > 0);
  return own ?? noDrafts(user);
}

export function countDrafts(drafts: Drafts): number {
  return Object.keys(drafts.texts).length;
}
