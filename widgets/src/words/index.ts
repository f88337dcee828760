// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The catalogues, and which one a person reads. */
import { de, type Words } from "./de.ts";
import { en } from "./en.ts";
import { plain } from "./plain.ts";

export type { Words } from "./de.ts";

const CATALOGUES: Record<string, Words> = { de, en };

/** Catalogues in plain words, by language; `simple` is the tag's variant for them (BCP 47). */
const PLAIN: Record<string, Words> = { de: plain };

/** Return the words for a language tag such as `de-DE` or `de-simple`; German where there are none. */
export function wordsFor(tag: string): Words {
  const [language = "", ...more] = tag.toLowerCase().split(/[-_]/);
  if (more.includes("simple") && PLAIN[language]) return PLAIN[language];
  return CATALOGUES[language] ?? de;
}
