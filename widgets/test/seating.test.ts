// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { clockFace, secondsLeft } from "../src/model/clock.ts";
import { chamber } from "../src/model/seating.ts";

describe("the chamber", () => {
  it.each([0, 1, 2, 7, 12, 13, 25, 30, 31, 60, 61, 101])("of %i has a spot for each", (seats) => {
    const { spots, radius } = chamber(seats);
    expect(spots).toHaveLength(seats);
    for (const [n, one] of spots.entries()) {
      expect(Math.hypot(one.x, one.y)).toBeLessThan(1.001);
      expect(one.y).toBeLessThan(0.001);
      for (const other of spots.slice(n + 1)) {
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(2 * radius * 0.99);
      }
    }
  });

  it("goes from the left to the right", () => {
    const angles = chamber(45).spots.map(({ x, y }) => Math.atan2(-y, x));
    expect(angles).toEqual([...angles].sort((a, b) => b - a));
  });
});

describe("speaking time", () => {
  it.each([
    ["2026-11-26T19:05:00+01:00", 300, "5:00"],
    ["2026-11-26T19:00:00+01:00", 0, "0:00"],
    ["2026-11-26T18:58:55+01:00", -65, "−1:05"],
  ])("until %s is %i seconds", (ends, left, face) => {
    const now = Date.parse("2026-11-26T18:00:00Z");
    expect(secondsLeft(ends, now)).toBe(left);
    expect(clockFace(left)).toBe(face);
  });

  it("without an end, or with one nobody can read, has no clock", () => {
    expect(secondsLeft(null, 0)).toBeNull();
    expect(secondsLeft("bald", 0)).toBeNull();
  });
});
