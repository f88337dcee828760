// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The catalogues, and which one a person reads. */
import { de, type Words } from "./de.ts";
import { en } from "./en.ts";

export type { Words } from "./de.ts";

const CATALOGUES: Record<string, Words> = { de, en };

/** Return the words for a language tag such as `de-DE`; German where there are none. */
export function wordsFor(tag: string): Words {
  return CATALOGUES[tag.toLowerCase().split(/[-_]/)[0] ?? ""] ?? de;
}
