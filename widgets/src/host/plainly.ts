// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Whether a person wants plain words; kept in their browser, and nobody else learns it. */

const KEY = "gremium.plain";

/** Return the tag of the language a person reads: as told, or its plain words where there are any. */
export function readBy(told: string, storage: Storage | null): string {
  try {
    return storage?.getItem(KEY) && told ? `${told}-simple` : told;
  } catch {
    return told;
  }
}

/** Change between plain and usual words; the page is then drawn anew. */
export function turnPlain(storage: Storage | null): void {
  try {
    if (storage?.getItem(KEY)) storage.removeItem(KEY);
    else storage?.setItem(KEY, "1");
  } catch {
    // A browser may forbid third parties to keep anything; then the words stay as they are.
  }
}
