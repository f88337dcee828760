// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { comeBack, depart } from "../src/host/trip.ts";

const HERE = {
  origin: "https://seiten.stadt.example",
  pathname: "/member/",
  hash: "#/?bot=@bot:x",
  search: "",
};

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    get length() {
      return kept.size;
    },
  } as Storage;
}

describe("signing in elsewhere", () => {
  it("sends the homeserver an address that says nothing of the body", () => {
    const back = depart(storage(), "https://hs.example", HERE, "n1");
    expect(back).toBe("https://seiten.stadt.example/member/?trip=n1");
  });

  it("comes back once, to where it set out", () => {
    const kept = storage();
    depart(kept, "https://hs.example", HERE, "n1");
    const returned = { ...HERE, hash: "", search: "?trip=n1&loginToken=t" };
    expect(comeBack(kept, returned)).toEqual({
      homeserver: "https://hs.example",
      token: "t",
      address: "/member/#/?bot=@bot:x",
    });
    expect(kept.length).toBe(0);
    expect(comeBack(kept, returned)).toBeNull();
  });

  it("takes no token for another trip, and none nobody set out for", () => {
    const kept = storage();
    expect(comeBack(kept, { ...HERE, search: "?trip=n1&loginToken=t" })).toBeNull();
    depart(kept, "https://hs.example", HERE, "n1");
    expect(comeBack(kept, { ...HERE, search: "?trip=n2&loginToken=t" })?.token).toBeNull();
  });

  it("is no return while the person is still here, or the keeping is broken", () => {
    const kept = storage();
    depart(kept, "https://hs.example", HERE, "n1");
    expect(comeBack(kept, HERE)).toBeNull();
    expect(kept.length).toBe(1);
    kept.setItem("gremium.trip", "{");
    expect(comeBack(kept, { ...HERE, search: "?trip=n1&loginToken=t" })).toBeNull();
  });
});
