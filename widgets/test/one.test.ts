// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** One of a kind is spoken of as one, whatever the pages count. */
import { describe, expect, it } from "vitest";
import { wordsFor } from "../src/words/index.ts";

const SEVERAL: Record<string, RegExp> = {
  de: /\b1 (?:[a-zäöü]+ )?(?:Enthaltungen|Stimmen|Mitglieder|Mitgliedern|Personen|Nachrichten|Anfragen|Fragen|Wahlgänge|Sitze)\b|\b1 haben\b/,
  en: /\b1 (?:more |ballot )?(?!yes|is|was|has|does|as|asks|sends)[a-z]+s\b|\b1 (?:have|who do)\b/,
};

/** Everything that is said of ones: each function of the catalogue, given nothing but ones. */
function saidOfOne(words: unknown): string[] {
  if (typeof words === "function") {
    try {
      return [String(words(1, 1, 1))];
    } catch {
      return []; // what it is given are names
    }
  }
  if (!words || typeof words !== "object") return [];
  // What is called "…Many" has a sentence of its own for one.
  const kept = Object.entries(words).filter(([name]) => !name.endsWith("Many"));
  return kept.flatMap(([, one]) => saidOfOne(one));
}

describe("what is said of one", () => {
  for (const language of ["de", "en", "de-simple"]) {
    it(`speaks of one, in ${language}`, () => {
      const said = saidOfOne(wordsFor(language));
      expect(said.length).toBeGreaterThan(60);
      const pattern = SEVERAL[language.slice(0, 2)] as RegExp;
      expect(said.filter((one) => pattern.test(one))).toEqual([]);
    });
  }
});
