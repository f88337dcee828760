// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import {
  BAD_FOR,
  type Call,
  type CallEvent,
  captionsShown,
  GOOD_FOR,
  hearCall,
  lobby,
  notReceived,
  notReceivedBy,
  OWN,
  type Peer,
  places,
  sparing,
  type Track,
  verdict,
  wanted,
} from "../src/model/call.ts";
import { digest } from "../src/model/signed.ts";
import type { View } from "../src/model/view.ts";
import { golden, ME } from "./hall.ts";

const [BERTA, CARL, EVE] = ["@berta:x", "@carl:x", "@eve:x"];
const PEOPLE = { [digest(ME)]: "3", [digest(BERTA)]: "1", [digest(CARL)]: "5" };
const id = (user: string): string => `${user}:PHONE`;

function track(sid: string, more: Partial<Track> = {}): Track {
  return { sid, source: "camera", sealed: true, muted: false, ...more };
}

function peer(user: string, ...tracks: Track[]): Peer {
  return { identity: id(user), tracks, speaking: false };
}

function inCall(peers: readonly Peer[], ...more: CallEvent[]): Call {
  const memberships = [BERTA, CARL, EVE].map((user) => ({ identity: id(user), user }));
  return [
    { kind: "line", line: "connected" } as const,
    { kind: "memberships", memberships } as const,
    { kind: "peers", peers, speaking: false } as const,
    ...more,
  ].reduce(hearCall, lobby(ME));
}

const keyed = (user: string): CallEvent => ({ kind: "keyed", identity: id(user) });

function debate(floor: readonly string[], chair = "1"): View {
  return golden("ballot_open", (view) => {
    view.meeting.chair = chair;
    view.debate.speaking = [];
    view.conference.floor = [...floor];
  });
}

const sids = (list: readonly { sid: string | null }[]): (string | null)[] =>
  list.map((tile) => tile.sid);

describe("whom the conference lets in", () => {
  it("plays who is of the council, in the call and has handed over a key", () => {
    const call = inCall([peer(BERTA, track("b"))], keyed(BERTA));
    expect(verdict(call, PEOPLE, id(BERTA))).toBe("admitted");
    expect(wanted(call, PEOPLE, null).get("b")).toBe("small");
  });

  it("asks for nothing of somebody the council does not know, key or not", () => {
    const call = inCall([peer(EVE, track("e"))], keyed(EVE));
    expect(verdict(call, PEOPLE, id(EVE))).toBe("stranger");
    expect(wanted(call, PEOPLE, null).get("e")).toBe("off");
  });

  it("takes a name the conference server made up for nobody's", () => {
    const forged = { ...peer(BERTA, track("b")), identity: `${BERTA}:NEW` };
    const call = inCall([forged], { kind: "keyed", identity: forged.identity });
    expect(verdict(call, PEOPLE, forged.identity)).toBe("stranger");
  });

  it("plays nothing in the clear, and nothing of that person again", () => {
    const clear = inCall([peer(BERTA, track("b"), track("c", { sealed: false }))], keyed(BERTA));
    expect(verdict(clear, PEOPLE, id(BERTA))).toBe("clear");
    expect(wanted(clear, PEOPLE, null).get("b")).toBe("off");
    const later = hearCall(clear, {
      kind: "peers",
      peers: [peer(BERTA, track("b"))],
      speaking: false,
    });
    expect(verdict(later, PEOPLE, id(BERTA))).toBe("clear");
    expect(places(later, PEOPLE, null).refused).toHaveLength(1);
  });

  it("asks for nothing before there is a key, and says who is not received", () => {
    const call = inCall([peer(BERTA, track("b"))]);
    expect(verdict(call, PEOPLE, id(BERTA))).toBe("not-received");
    expect(wanted(call, PEOPLE, null).get("b")).toBe("off");
  });

  it("misses nothing of who sends nothing", () => {
    const [tile] = places(inCall([peer(BERTA)]), PEOPLE, null).small;
    expect(tile?.verdict).toBe("admitted");
  });

  it("shows no picture the key does not open, and goes on trying", () => {
    const blind = inCall([peer(BERTA, track("b"))], keyed(BERTA), {
      kind: "opened",
      identity: id(BERTA),
      opened: false,
    });
    const [tile] = places(blind, PEOPLE, null).small;
    expect([tile?.verdict, tile?.sid]).toEqual(["not-received", null]);
    expect(wanted(blind, PEOPLE, null).get("b")).toBe("small");
    expect(verdict(hearCall(blind, keyed(BERTA)), PEOPLE, id(BERTA))).toBe("admitted");
    const opened = hearCall(blind, { kind: "opened", identity: id(BERTA), opened: true });
    expect(verdict(opened, PEOPLE, id(BERTA))).toBe("admitted");
  });
});

describe("who is shown where", () => {
  const both = inCall([peer(BERTA, track("b")), peer(CARL, track("c"))], keyed(BERTA), keyed(CARL));

  it("shows who has the floor large, and the chair beside it", () => {
    const { large, chair, small } = places(both, PEOPLE, debate(["5"]));
    expect([sids(large), chair?.sid, small.map((tile) => tile.own)]).toEqual([["c"], "b", [true]]);
    expect(wanted(both, PEOPLE, debate(["5"]))).toEqual(
      new Map([
        ["b", "small"],
        ["c", "large"],
      ]),
    );
  });

  it("shows the chair large while nobody has the floor", () => {
    const { large, chair } = places(both, PEOPLE, debate([]));
    expect([sids(large), chair]).toEqual([["b"], null]);
  });

  it("shows the chair large who has the floor, once", () => {
    const { large, chair, small } = places(both, PEOPLE, debate(["1"]));
    expect([sids(large), chair, sids(small)]).toEqual([["b"], null, ["c", null]]);
  });

  it("takes the floor of the speakers' list as well", () => {
    const timed = golden("ballot_open", (view) => {
      view.conference.floor = [];
      view.debate.speaking = [
        { seat: "5", kind: "debate", begun: "", ends: null, group_left: null },
      ];
    });
    expect(sids(places(both, PEOPLE, timed).large)).toEqual(["c"]);
  });

  it("shows papers large, and who shows them as a person", () => {
    const papers = track("p", { source: "screen" });
    const call = inCall([peer(CARL, track("c"), papers)], keyed(CARL));
    const { large, small } = places(call, PEOPLE, debate([]));
    expect([sids(large), sids(small)]).toEqual([["p"], ["c", null]]);
  });

  it("asks for no pictures where only sound is wanted", () => {
    const sound = track("s", { source: "microphone" });
    const call = inCall([peer(CARL, track("c"), sound)], keyed(CARL), {
      kind: "chose",
      choices: { audioOnly: true },
    });
    expect([...wanted(call, PEOPLE, null)]).toEqual([
      ["c", "off"],
      ["s", "small"],
    ]);
    expect(places(call, PEOPLE, null).small[0]?.sid).toBeNull();
  });

  it("shows oneself only when in, with what is really sent", () => {
    const sending = hearCall(both, { kind: "sending", sending: ["camera"], may: true });
    const own = places(sending, PEOPLE, null).small.find((tile) => tile.own);
    expect([own?.sid, own?.silent, own?.seat]).toEqual([OWN, true, "3"]);
    const away = hearCall(sending, { kind: "line", line: "connecting" });
    expect(places(away, PEOPLE, null).small.some((tile) => tile.own)).toBe(false);
  });
});

describe("what the page remembers", () => {
  it.each(["lobby", "refused", "failed"] as const)(
    "forgets who was there when it hangs up or is put out (%s), and keeps the choices",
    (line) => {
      const chose = hearCall(inCall([peer(BERTA)]), { kind: "chose", choices: { camera: "b" } });
      const out = hearCall(chose, { kind: "line", line });
      expect(out).toEqual({ ...lobby(ME), line, choices: { ...lobby(ME).choices, camera: "b" } });
    },
  );

  it("keeps devices, what would not open, and a level between none and all", () => {
    const events: CallEvent[] = [
      { kind: "devices", microphones: [{ id: "m", label: "" }], cameras: [] },
      { kind: "missing", source: "camera", missing: true },
      { kind: "missing", source: "camera", missing: true },
      { kind: "level", level: 7 },
    ];
    const call = events.reduce(hearCall, lobby(ME));
    expect([call.microphones.length, call.missing, call.level]).toEqual([1, ["camera"], 1]);
    const found = hearCall(call, { kind: "missing", source: "camera", missing: false });
    expect(found.missing).toEqual([]);
  });
});

describe("a bad line", () => {
  const quality = (bad: boolean, at: number): CallEvent => ({ kind: "quality", bad, at });
  const people = (): Call =>
    inCall(
      [
        peer(BERTA, track("chair")),
        peer(CARL, track("floor"), track("papers", { source: "screen" })),
      ],
      keyed(BERTA),
      keyed(CARL),
    );
  const bad = (call: Call): Call =>
    [quality(true, 0), quality(true, BAD_FOR)].reduce(hearCall, call);

  it("spares pictures once it has lasted, and shows all again only after a while", () => {
    const begun = hearCall(people(), quality(true, 0));
    expect(sparing(begun)).toBe(false);
    expect(hearCall(begun, quality(true, BAD_FOR - 1))).toBe(begun);
    const thin = hearCall(begun, quality(true, BAD_FOR));
    expect(sparing(thin)).toBe(true);
    const better = hearCall(thin, quality(false, BAD_FOR + 1));
    expect(sparing(better)).toBe(true);
    expect(sparing(hearCall(better, quality(false, BAD_FOR + 1 + GOOD_FOR)))).toBe(false);
  });

  it("begins to count anew whenever it changes", () => {
    const flutters = [quality(true, 0), quality(false, 1), quality(true, 2)].reduce(
      hearCall,
      people(),
    );
    expect(sparing(hearCall(flutters, quality(true, BAD_FOR + 1)))).toBe(false);
    expect(sparing(hearCall(flutters, quality(true, BAD_FOR + 2)))).toBe(true);
  });

  it("leaves who has the floor small, papers large and the chair in sight; others are heard", () => {
    const asked = wanted(bad(people()), PEOPLE, debate(["5"]));
    expect(Object.fromEntries(asked)).toEqual({ chair: "small", floor: "small", papers: "large" });
    const other = wanted(bad(people()), PEOPLE, debate(["1"], "1"));
    expect(other.get("floor")).toBe("off");
    const sound = inCall([peer(CARL, track("m", { source: "microphone" }))], keyed(CARL));
    expect(wanted(bad(sound), PEOPLE, debate(["1"])).get("m")).toBe("small");
  });

  it("changes nothing for who wants all pictures, or none", () => {
    const all = hearCall(bad(people()), { kind: "chose", choices: { spares: false } });
    expect(wanted(all, PEOPLE, debate(["5"])).get("floor")).toBe("large");
    const none = hearCall(bad(people()), { kind: "chose", choices: { audioOnly: true } });
    expect(sparing(none)).toBe(false);
    expect(wanted(none, PEOPLE, debate(["5"])).get("floor")).toBe("off");
  });
});

describe("what is not received", () => {
  const report = (user: string, received: boolean): CallEvent => ({
    kind: "report",
    identity: id(user),
    received,
  });
  const sends: CallEvent = { kind: "sending", sending: ["microphone"], may: true };

  it("is what a member of the council sends without a key that opens it", () => {
    const call = inCall([
      peer(BERTA, track("b")),
      peer(CARL, track("c", { muted: true })),
      peer(EVE, track("e")),
    ]);
    expect(notReceived(call, PEOPLE)).toEqual([id(BERTA)]);
    expect(notReceived(hearCall(call, keyed(BERTA)), PEOPLE)).toEqual([]);
  });

  it("is told to the sender, by members in the call alone, until it is received", () => {
    const call = inCall([], sends, report(BERTA, false), report(EVE, false));
    expect(notReceivedBy(call, PEOPLE)).toEqual(["1"]);
    expect(notReceivedBy(hearCall(call, report(BERTA, true)), PEOPLE)).toEqual([]);
  });

  it("concerns nobody who sends nothing or has gone", () => {
    const call = inCall([], sends, report(BERTA, false));
    const silent = hearCall(call, { kind: "sending", sending: [], may: true });
    expect(notReceivedBy(silent, PEOPLE)).toEqual([]);
    const gone = hearCall(call, { kind: "memberships", memberships: [] });
    expect(notReceivedBy(gone, PEOPLE)).toEqual([]);
  });
});

describe("captions", () => {
  const writes = (user: string, name: string, text: string): CallEvent => ({
    kind: "caption",
    identity: id(user),
    id: name,
    text,
  });
  const texts = (call: Call): string[] => captionsShown(call, PEOPLE).map((one) => one.text);
  const both = inCall([peer(BERTA), peer(EVE)], keyed(BERTA), keyed(EVE));

  it("are written on under their name, and the newest stand", () => {
    const parts = ["Wir", "Wir kommen", "Wir kommen zu TOP 2."];
    const one = parts.map((text) => writes(BERTA, "a", text)).reduce(hearCall, both);
    expect(texts(one)).toEqual(["Wir kommen zu TOP 2."]);
    const more = ["b", "c", "d"].map((name) => writes(BERTA, name, name)).reduce(hearCall, one);
    expect(texts(more)).toEqual(["b", "c", "d"]);
  });

  it("come from members of the council alone, and no more than can be read", () => {
    const call = [writes(EVE, "a", "Ich!"), writes(BERTA, "a", "x".repeat(5000))].reduce(
      hearCall,
      both,
    );
    expect(texts(call)).toEqual(["x".repeat(400)]);
  });

  it("are shown to who writes them", () => {
    const mine: CallEvent = { kind: "caption", identity: OWN, id: "a", text: "Wir", own: true };
    expect(texts([mine, { ...mine, id: "b", own: false }].reduce(hearCall, both))).toEqual(["Wir"]);
  });

  it("are gone for who does not want them", () => {
    const off: CallEvent = { kind: "chose", choices: { captions: false } };
    expect(texts([writes(BERTA, "a", "Wir"), off].reduce(hearCall, both))).toEqual([]);
  });
});
