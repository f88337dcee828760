// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * Texts a person has written that are not known to have arrived: none is lost silently, none sent twice.
 *
 * A text keeps one transaction id for all its attempts. The homeserver takes what one device says under
 * one id only once (specification, "transaction identifiers"), so that another attempt is safe even if
 * the first one arrived and only its answer was lost. It is the person who tries again: a word said
 * minutes later may be a word on something else.
 */

/** Milliseconds for which a homeserver surely knows an id again; Synapse forgets after a day. */
const KNOWN_AGAIN = 23 * 3600_000;

export interface Unsent {
  /** The transaction id of all attempts. */
  readonly attempt: string;
  readonly user: string;
  readonly device: string;
  readonly room: string;
  readonly text: string;
  /** When the attempt began that may have arrived. */
  readonly at: number;
  readonly state: "sending" | "failed";
  /** Whether every attempt so far surely did not arrive. */
  readonly refused: boolean;
}

/** Note an attempt that failed; `refused`: the homeserver said so, instead of nothing at all. */
export function failed(list: readonly Unsent[], attempt: string, refused: boolean): Unsent[] {
  return list.map((one) =>
    one.attempt === attempt ? { ...one, state: "failed", refused: one.refused && refused } : one,
  );
}

/** Note another attempt. What surely did not arrive begins anew, from whatever device. */
export function again(
  list: readonly Unsent[],
  attempt: string,
  device: string,
  now: number,
): Unsent[] {
  return list.map((one) => {
    if (one.attempt !== attempt) return one;
    const anew = one.refused ? { device, at: now } : {};
    return { ...one, ...anew, state: "sending" };
  });
}

/** What is left when one has arrived, or is given up. */
export function without(list: readonly Unsent[], attempt: string): readonly Unsent[] {
  return list.some((one) => one.attempt === attempt)
    ? list.filter((one) => one.attempt !== attempt)
    : list;
}

/** What a page that was loaded again knows of the texts it had: what was under way may have arrived. */
export function resumed(list: readonly Unsent[], user: string): Unsent[] {
  return list
    .filter((one) => one.user === user)
    .map((one) => (one.state === "sending" ? { ...one, state: "failed", refused: false } : one));
}

/** Whether another attempt surely cannot say it twice. */
export function repeatable(one: Unsent, device: string, now: number): boolean {
  return one.refused || (one.device === device && now - one.at < KNOWN_AGAIN);
}
