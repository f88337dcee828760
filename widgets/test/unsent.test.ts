// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { keepUnsent, recallUnsent } from "../src/host/unsent.ts";
import { again, failed, repeatable, resumed, type Unsent, without } from "../src/model/unsent.ts";
import { ROOM } from "./hall.ts";

const HOUR = 3600_000;
const begun: Unsent = {
  attempt: "a1",
  user: "@carl:rat.example",
  device: "PAGE",
  room: ROOM,
  text: "Guten Abend zusammen",
  at: 0,
  state: "sending",
  refused: true,
};
const may = ([one]: readonly Unsent[], device: string, hour: number): boolean =>
  repeatable(one as Unsent, device, hour * HOUR);

describe("a text that was not sent", () => {
  it("may be sent again from any device, any day, if the homeserver has refused it", () => {
    const refused = failed([begun], "a1", true);
    expect(refused).toEqual([{ ...begun, state: "failed" }]);
    expect(may(refused, "PAGE", 48)).toBe(true);
    expect(may(refused, "NEW", 48)).toBe(true);
  });

  it("may have arrived if nobody answered: the same device may repeat it, for a day", () => {
    const lost = failed([begun], "a1", false);
    expect(may(lost, "PAGE", 22)).toBe(true);
    expect(may(lost, "PAGE", 23)).toBe(false);
    expect(may(lost, "NEW", 1)).toBe(false);
  });

  it("may still have arrived when a later attempt is refused", () => {
    const lost = failed([begun], "a1", false);
    const refused = failed(again(lost, "a1", "PAGE", HOUR), "a1", true);
    expect(refused[0]?.at).toBe(0);
    expect(may(refused, "NEW", 1)).toBe(false);
  });

  it("begins anew with an attempt after a refusal, and never changes its transaction id", () => {
    const [anew] = again(failed([begun], "a1", true), "a1", "NEW", 5 * HOUR);
    expect(anew).toEqual({ ...begun, device: "NEW", at: 5 * HOUR });
  });

  it("is one among others, which it leaves alone", () => {
    const other = { ...begun, attempt: "a2" };
    expect(failed([begun, other], "a1", true)[1]).toBe(other);
    expect(again([begun, other], "a1", "PAGE", 0)[1]).toBe(other);
    expect(without([begun, other], "a1")).toEqual([other]);
    const both = [begun, other];
    expect(without(both, "a3")).toBe(both);
  });

  it("may have arrived when the page was loaded again while it was under way", () => {
    const kept = resumed([begun, { ...begun, user: "@eve:rat.example" }], begun.user);
    expect(kept).toEqual([{ ...begun, state: "failed", refused: false }]);
    const refused = failed([begun], "a1", true);
    expect(resumed(refused, begun.user)).toEqual(refused);
  });
});

describe("the place where such texts wait", () => {
  const made = (broken = false): Storage & { readonly held: Map<string, string> } => {
    const held = new Map<string, string>();
    return {
      held,
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (broken) throw new Error("full");
        held.set(key, value);
      },
      removeItem: (key: string) => held.delete(key),
    } as never;
  };

  it("gives back what it was given, and keeps nothing when there is nothing", () => {
    const storage = made();
    keepUnsent(storage, [begun]);
    expect(recallUnsent(storage)).toEqual([begun]);
    keepUnsent(storage, []);
    expect(storage.held.size).toBe(0);
    expect(recallUnsent(storage)).toEqual([]);
  });

  it("gives nothing for what it did not write, and may be full", () => {
    const storage = made();
    for (const strange of ["{", "[{}]", '{"a":1}', '[{"attempt":1}]']) {
      storage.setItem("gremium.unsent", strange);
      expect(recallUnsent(storage)).toEqual([]);
    }
    expect(() => keepUnsent(made(true), [begun])).not.toThrow();
  });
});
