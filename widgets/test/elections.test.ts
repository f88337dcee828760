// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { namesBeside } from "../src/view/elections.ts";

describe("papers that name who does not stand", () => {
  it("are read line by line, whatever parts name and figure", () => {
    expect(namesBeside("Anna Ahorn 3\n\n  Dr. Ben Birke-Nuß:  12 \n")).toEqual([
      { candidate: "Anna Ahorn", papers: 3 },
      { candidate: "Dr. Ben Birke-Nuß", papers: 12 },
    ]);
    expect(namesBeside(" \n")).toEqual([]);
  });

  it("are not guessed where a line has no figure or no name", () => {
    expect(namesBeside("Anna Ahorn 3\nBen Birke")).toBeNull();
    expect(namesBeside("7")).toBeNull();
    expect(namesBeside("Anna 12345")).toBeNull();
  });
});
