// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Event } from "../src/model/model.ts";
import type { Released } from "../src/model/released.ts";
import { announcement } from "../src/view/announce.ts";
import { wordsFor } from "../src/words/index.ts";
import { after, golden, message, shows, sign } from "./hall.ts";

const de = wordsFor("de");

function known(name: string): Released {
  const file = new URL(`../../tests/golden/released/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf-8"));
}

const tells = (one: object, signed = true): Event => {
  const content = { body: "…", "org.gremium.released": one };
  return { kind: "arrived", event: message(signed ? sign(content) : content) };
};

describe("a released resolution", () => {
  it("is known from the bot's signed word, once, and leaves the meeting as it was", () => {
    const before = after(shows(golden("result")));
    const model = after(
      shows(golden("result")),
      tells(known("resolved")),
      tells(known("resolved")),
    );
    expect(model.released).toEqual([known("resolved")]);
    expect(model.view).toEqual(before.view);
  });

  it("is told to who does not see, also while no meeting is known", () => {
    const said = announcement(after(), after(tells(known("resolved"))), de);
    expect(said).toBe("Bekannt gegebene Beschlüsse: 2/2025, Verkauf der Mühle");
  });

  it("of somebody else is not shown, and the attempt is told", () => {
    const model = after(tells(known("resolved"), false));
    expect(model.released).toEqual([]);
    expect(model.troubles).toEqual([{ kind: "forged" }]);
  });

  it("keeps the newest three", () => {
    const all = ["1/2026", "2/2026", "3/2026", "4/2026"].map((number) =>
      tells({ ...known("resolved"), number }),
    );
    expect(after(...all).released.map(({ number }) => number)).toEqual([
      "2/2026",
      "3/2026",
      "4/2026",
    ]);
  });

  it("of a newer or broken bot is said to be unreadable, and the meeting stays", () => {
    const start = shows(golden("result"));
    const newer = after(start, tells({ ...known("resolved"), v: 2 }));
    expect(newer.troubles).toEqual([{ kind: "newer", version: 2 }]);
    expect(newer.view).not.toBeNull();
    expect(after(start, tells({ v: 1 })).troubles).toEqual([{ kind: "malformed" }]);
  });
});
