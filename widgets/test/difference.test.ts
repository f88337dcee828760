// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import type { Motion } from "../src/model/view.ts";
import { wording } from "../src/view/difference.ts";

const A1: Motion = {
  id: "A1",
  amends: null,
  against: null,
  by: "2",
  replaces: "",
  text: "Der Spielplatz wird für 40.000 Euro erneuert.",
  cut: false,
  status: "pending",
  joined: [],
  parts: [],
  divisible: false,
};
const amending = (replaces: string, text: string): Motion => ({
  ...A1,
  id: "A2",
  amends: "A1",
  replaces,
  text,
});

/** What is drawn, as text with its elements. */
function drawn(part: unknown): string {
  if (Array.isArray(part)) return part.map(drawn).join("");
  if (typeof part !== "object" || part === null) return String(part);
  const { strings, values } = part as { strings: readonly string[]; values: readonly unknown[] };
  return strings.map((text, n) => text + (n < values.length ? drawn(values[n]) : "")).join("");
}

describe("the wording of a motion", () => {
  it("is its own where it amends nothing", () => {
    expect(drawn(wording(A1, [A1]))).toBe(A1.text);
    expect(drawn(wording(amending("", "Nein."), []))).toBe("Nein.");
  });

  it("shows in the amended one what a few words stand for", () => {
    const shown = drawn(wording(amending("40.000", "30.000"), [A1]));
    expect(shown).toBe("Der Spielplatz wird für <del>40.000</del><ins>30.000</ins> Euro erneuert.");
  });

  it("shows the words alone once they are worked in, or stand there twice", () => {
    const shown = "<del>10.000</del> <ins>30.000</ins>";
    expect(drawn(wording(amending("10.000", "30.000"), [A1]))).toBe(shown);
    const twice = drawn(wording(amending("er", "sie"), [A1]));
    expect(twice).toBe("<del>er</del> <ins>sie</ins>");
  });

  it("is compared word by word where it is a wording of its own", () => {
    const shown = drawn(wording(amending("", A1.text.replace("40.000", "30.000")), [A1]));
    expect(shown).toContain("<del>40</del><ins>30</ins>");
    expect(drawn(wording(amending("", "Das Schwimmbad."), [A1]))).toBe("Das Schwimmbad.");
  });
});
