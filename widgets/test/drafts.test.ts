// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, test } from "vitest";
import { recallDrafts } from "../src/host/drafts.ts";
import { Drafting } from "../src/member/drafting.ts";
import { countDrafts, draftsOf, noDrafts, written } from "../src/model/drafts.ts";

const [AYSE, UWE] = ["@ayse:rat.example", "@uwe:rat.example"];

/** As a browser's, with as much room as is said. */
class Kept implements Storage {
  readonly #held = new Map<string, string>();
  readonly #limit: number;
  constructor(limit = 10_000) {
    this.#limit = limit;
  }
  get length(): number {
    return this.#held.size;
  }
  clear(): void {
    this.#held.clear();
  }
  getItem(key: string): string | null {
    return this.#held.get(key) ?? null;
  }
  key(n: number): string | null {
    return [...this.#held.keys()][n] ?? null;
  }
  removeItem(key: string): void {
    this.#held.delete(key);
  }
  setItem(key: string, value: string): void {
    if (value.length > this.#limit) throw new DOMException("full", "QuotaExceededError");
    this.#held.set(key, value);
  }
}

function begun(): { lasting: Kept; passing: Kept; waits: number[]; page: () => Drafting } {
  const [lasting, passing, waits] = [new Kept(), new Kept(), [] as number[]];
  const page = (): Drafting => new Drafting(lasting, passing, (n) => void waits.push(n));
  return { lasting, passing, waits, page };
}

describe("a room's box", () => {
  test("holds what was written there and nothing of another's", () => {
    const drafts = written(written(noDrafts(AYSE), "!saal", "Ich"), "!office", "Du");
    expect(drafts.texts).toEqual({ "!saal": "Ich", "!office": "Du" });
  });

  test("is no draft once it is empty", () => {
    expect(countDrafts(written(written(noDrafts(AYSE), "!saal", "x"), "!saal", ""))).toBe(0);
  });

  test("belongs to who wrote in it", () => {
    const hers = written(noDrafts(AYSE), "!saal", "Ich");
    expect(draftsOf(UWE, hers)).toEqual(noDrafts(UWE));
    expect(draftsOf(AYSE, noDrafts(AYSE), null, hers)).toEqual(hers);
  });
});

describe("what was begun", () => {
  test("is there again after a reload", () => {
    const { page } = begun();
    const before = page();
    before.open(AYSE);
    before.write("!saal", "Ich bitte");
    const after = page();
    after.open(AYSE);
    expect(after.in("!saal")).toBe("Ich bitte");
    expect(after.in("!office")).toBe("");
  });

  test("outlives a sign-in that ends and a trip to the homeserver's own sign-in", () => {
    const { lasting, page, waits } = begun();
    const before = page();
    before.open(AYSE);
    before.write("!saal", "Ich bitte");
    before.close();
    lasting.clear();
    const after = page();
    expect(waits.at(-1)).toBe(1);
    expect(after.in("!saal")).toBe("");
    after.open(AYSE);
    expect(after.in("!saal")).toBe("Ich bitte");
    expect(waits.at(-1)).toBe(0);
  });

  test("outlives a sign-in that ended while the page was closed", () => {
    const { lasting, page } = begun();
    const before = page();
    before.open(AYSE);
    before.write("!saal", "Ich bitte");
    const after = page();
    after.close();
    lasting.clear();
    expect(after.in("!saal")).toBe("");
    after.open(AYSE);
    expect(after.in("!saal")).toBe("Ich bitte");
  });

  test("is given to nobody else, and gone once somebody else has signed in", () => {
    const { lasting, passing, page } = begun();
    const first = page();
    first.open(AYSE);
    first.write("!saal", "vertraulich");
    first.close();
    lasting.clear();
    first.open(UWE);
    expect(first.in("!saal")).toBe("");
    expect([recallDrafts(lasting), recallDrafts(passing)]).toEqual([null, null]);
  });

  test("takes nothing more when nobody is signed in", () => {
    const { page } = begun();
    const one = page();
    one.write("!saal", "vorher");
    one.open(AYSE);
    one.close();
    one.write("!saal", "danach");
    one.open(AYSE);
    expect(one.in("!saal")).toBe("");
  });

  test("is discarded everywhere when the person says so", () => {
    const { lasting, passing, page, waits } = begun();
    const one = page();
    one.discard();
    one.open(AYSE);
    one.write("!saal", "x");
    one.close();
    one.discard();
    expect([recallDrafts(lasting), recallDrafts(passing)]).toEqual([null, null]);
    expect(waits.at(-1)).toBe(0);
  });

  test("stays on the page where the browser keeps nothing, and what it kept wrongly is ignored", () => {
    const full = new Kept(4);
    const page = new Drafting(full, full, () => {});
    page.open(AYSE);
    page.write("!saal", "zu lang");
    expect(page.in("!saal")).toBe("zu lang");
    const broken = new Kept();
    for (const held of ["{", "[]", '{"user":"@a:b","texts":{"!r":1}}']) {
      broken.setItem("gremium.drafts", held);
      expect(recallDrafts(broken)).toBeNull();
    }
  });
});
