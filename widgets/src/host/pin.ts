// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What a page keeps between visits: the bot's key as it was seen first, per bot. */

const PREFIX = "gremium.key.";

/** Return the key to believe: the one kept from before, else the given one, which is kept now. */
export function pinned(bot: string, given: string, storage: Storage | null): string {
  try {
    const known = storage?.getItem(PREFIX + bot);
    if (known) return known;
    storage?.setItem(PREFIX + bot, given);
  } catch {
    // A browser may forbid third parties to keep anything; then each visit begins anew.
  }
  return given;
}
