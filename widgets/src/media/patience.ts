// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** How long a conference that lost its line tries to come back: as long as a break in a meeting may last. */

/** Milliseconds after which the line is given up. */
export const GIVE_UP = 30 * 60_000;
/** Milliseconds between two tries at most: who comes back wants to be heard soon. */
export const MOST = 7_000;
const STEP = 300;

/**
 * Milliseconds until the next try, or null to give up.
 *
 * The first come quickly, since most breaks are short; `chance`, from 0 to 1, keeps a hall full of people
 * whose line broke together from coming back in the same moment.
 */
export function nextTry(tried: number, elapsed: number, chance: number): number | null {
  if (elapsed >= GIVE_UP) return null;
  const wait = Math.min(tried * tried * STEP, MOST);
  return wait / 2 + (chance * Math.max(wait, STEP)) / 2;
}
