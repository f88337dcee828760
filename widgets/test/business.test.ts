// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { follow } from "../src/model/business.ts";
import type { View } from "../src/model/view.ts";
import { golden } from "./hall.ts";

const at = (name: string, seq: number): View =>
  golden(name, (view) => Object.assign(view.journal, { seq }));

describe("where business is done", () => {
  const closed = follow(null, at("non_public", 7));

  it("is what a view says", () => {
    expect(closed?.closed).toBe(true);
    expect(follow(closed, at("ballot_open", 8))?.closed).toBe(false);
  });

  it("does not change with what a room without a view is told", () => {
    expect(follow(null, null)).toBeNull();
    expect(follow(closed, null)).toBe(closed);
  });

  it("is not taken from a room whose last view is older", () => {
    expect(follow(closed, at("ballot_open", 6))).toBe(closed);
    expect(follow(closed, at("ballot_open", 7))).toBe(closed);
  });

  it("is that of the meeting that runs, not of one that is planned", () => {
    const planned = golden("planned", (view) => Object.assign(view.meeting, { id: "2030-01" }));
    const before = follow(null, planned);
    expect(follow(closed, planned)).toBe(closed);
    expect(follow(before, at("non_public", 1))?.closed).toBe(true);
  });
});
