// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { readBy, turnPlain } from "../src/host/plainly.ts";
import { de } from "../src/words/de.ts";
import { wordsFor } from "../src/words/index.ts";
import { plain } from "../src/words/plain.ts";

/** Every sentence that differs from the usual one, with what it takes filled in. */
function* own(words: object, usual: object): Generator<string> {
  for (const [name, said] of Object.entries(words)) {
    const before = usual[name as keyof typeof usual] as unknown;
    if (said === before) continue;
    if (typeof said === "string") yield said;
    else if (typeof said === "function") yield String(said(2, "x"));
    else yield* own(said, before as object);
  }
}

describe("plain words", () => {
  it("are there for German, and the usual ones for who has none", () => {
    expect(wordsFor("de-simple")).toBe(plain);
    expect(wordsFor("de-DE-simple")).toBe(plain);
    expect(wordsFor("en-simple").language).toBe("English");
    expect(wordsFor("de")).toBe(de);
  });

  it("are short: no sentence of theirs has more than fifteen words", () => {
    const said = [...own(plain, de)];
    expect(said.length).toBeGreaterThan(35);
    const long = said
      .flatMap((one) => one.split(/[.?!:]/))
      .filter((sentence) => sentence.trim().split(/\s+/).length > 15);
    expect(long).toEqual([]);
  });

  it("are a person's choice, kept in the browser and taken back by the same button", () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    } as unknown as Storage;
    expect(readBy("de", storage)).toBe("de");
    turnPlain(storage);
    expect(readBy("de", storage)).toBe("de-simple");
    turnPlain(storage);
    expect(readBy("de", storage)).toBe("de");
    expect(readBy("de", null)).toBe("de");
  });
});
