// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { takeLink } from "../src/host/link.ts";
import { beginning, type SignIn, signIn, usable } from "../src/model/signin.ts";

const REST = "bot=%40bot%3Astadt.example&session=%21saal%3Astadt.example&lang=de";

function come(more: string): ReturnType<typeof takeLink> {
  return takeLink({ pathname: "/member/", search: "", hash: `#/?${REST}${more}` });
}

describe("a one-time link", () => {
  it("is taken out of the address, which stays as it was otherwise", () => {
    const arrival = come("&user=%40ayse%3Astadt.example&until=1800000000&token=syl_abc");
    expect(arrival?.link).toEqual({
      user: "@ayse:stadt.example",
      token: "syl_abc",
      until: 1_800_000_000,
    });
    expect(arrival?.address).toBe(`/member/#/?${REST}`);
  });

  it("is none where the address has no token", () => {
    expect(come("")).toBeNull();
  });

  it.each([
    ["without an account", "&until=1800000000&token=syl_abc"],
    ["of another server", "&user=%40ayse%3Aelsewhere.example&until=1800000000&token=syl_abc"],
    ["without its end", "&user=%40ayse%3Astadt.example&token=syl_abc"],
    ["with markup for a token", "&user=%40ayse%3Astadt.example&until=1800000000&token=%3Cb%3E"],
    ["with an empty token", "&user=%40ayse%3Astadt.example&until=1800000000&token="],
  ])("%s is refused, and gone from the address all the same", (_what, more) => {
    expect(come(more)).toEqual({ link: null, address: `/member/#/?${REST}` });
  });
});

describe("signing in by a link", () => {
  const linked = signIn(beginning, { kind: "linked", user: "@ayse:stadt.example", fault: null });
  const asLink = (state: SignIn) => state as Extract<SignIn, { step: "link" }>;

  it("says whose account it is and waits for a press", () => {
    expect(linked).toEqual({ step: "link", user: "@ayse:stadt.example", busy: false, fault: null });
    expect(signIn(linked, { kind: "asked" })).toMatchObject({ busy: true });
  });

  it("may be tried again when the line was bad, not when the link is used up", () => {
    const bad = signIn(linked, { kind: "failed", fault: "unreachable" });
    const used = signIn(linked, { kind: "failed", fault: "link-used" });
    expect(usable(asLink(bad))).toBe(true);
    expect(usable(asLink(used))).toBe(false);
  });

  it("leads to a device that is vouched for by nobody yet", () => {
    expect(signIn(linked, { kind: "must-vouch" })).toEqual({
      step: "vouch",
      busy: false,
      fault: null,
    });
  });

  it("can be left for another way, and from there only", () => {
    expect(signIn(linked, { kind: "unlinked" })).toEqual(beginning);
    expect(signIn({ step: "in" }, { kind: "unlinked" })).toEqual({ step: "in" });
  });
});
