// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { GIVE_UP, MOST, nextTry } from "../src/media/patience.ts";

/** When a line that stays dead is tried again, in milliseconds from its end. */
function tries(chance: number): number[] {
  const made: number[] = [];
  let elapsed = 0;
  for (;;) {
    const wait = nextTry(made.length, elapsed, chance);
    if (wait === null) return made;
    elapsed += wait;
    made.push(elapsed);
  }
}

describe("a conference that lost its line", () => {
  it("still tries after a minute, every few seconds, and after a quarter of an hour", () => {
    for (const chance of [0, 0.5, 1])
      for (const minutes of [1, 2, 15]) {
        const from = minutes * 60_000;
        const next = tries(chance).find((at) => at >= from);
        expect(next).toBeLessThanOrEqual(from + MOST);
      }
  });

  it("is back quickly where the break was short", () => {
    for (const chance of [0, 1])
      expect(tries(chance).filter((at) => at < 5_000).length).toBeGreaterThan(3);
  });

  it("does not come back in the same moment as everybody else", () => {
    const [early, late] = [tries(0), tries(1)];
    expect(late[0]! - early[0]!).toBeGreaterThan(0);
    expect(late[9]! - early[9]!).toBeGreaterThan(1_000);
  });

  it("gives up at last, so that a person decides", () => {
    const last = tries(0.5).at(-1)!;
    expect(last).toBeGreaterThanOrEqual(GIVE_UP);
    expect(last).toBeLessThanOrEqual(GIVE_UP + MOST);
    expect(nextTry(0, GIVE_UP, 0)).toBeNull();
  });
});
