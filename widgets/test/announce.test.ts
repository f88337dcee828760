// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { type Event, type Model, update } from "../src/model/model.ts";
import type { View } from "../src/model/view.ts";
import { announcement } from "../src/view/announce.ts";
import { de } from "../src/words/de.ts";
import { after, golden, MY_SEAT, shows } from "./hall.ts";

const idle = golden("ballot_open", (view) => {
  Object.assign(view, { ballot: null, last_result: null, recused: [] });
  view.journal.seq = 1;
});
const voting = golden("ballot_open", (view) => {
  view.recused = [];
  view.last_result = null;
  view.ballot!.voted = [];
  view.journal.seq = 2;
});
const said = (before: Model, ...happened: Event[]): string | null =>
  announcement(before, happened.reduce(update, before), de);

describe("what is read out", () => {
  it("is a vote that opens, once", () => {
    const opened = after(shows(idle), shows(voting));
    expect(said(after(shows(idle)), shows(voting))).toBe("Abstimmung V4");
    const later = { ...voting, journal: { ...voting.journal, seq: 3 } };
    expect(said(opened, shows(later))).toBeNull();
  });

  it("is what became of one's own vote", () => {
    const open = after(shows(voting));
    const press: Event = { kind: "pressed", act: { kind: "vote", choice: "yes" } };
    expect(said(open, press)).toBe("„Ja“ ist unterwegs …");
    const lost: Event = { kind: "failed", certain: false };
    expect(said(update(open, press), lost)).toContain("steht noch nicht fest");
    const counted = structuredClone(voting);
    counted.journal.seq = 3;
    counted.ballot!.voted = [MY_SEAT];
    const sent = [press, { kind: "taken", event: "$mine" } as const].reduce(update, open);
    expect(said(sent, shows(counted, { [MY_SEAT]: "$mine" }))).toBe("Ihre Stimme ist gezählt: Ja");
  });

  it("is a result", () => {
    const result = golden("result", (view) => {
      view.journal.seq = 9;
    });
    expect(said(after(shows(voting)), shows(result))).toMatch(/^Ergebnis der Abstimmung V\d+: /);
  });

  it("is the floor, when one gets it", () => {
    const given = golden("ballot_open", (view: View) => {
      Object.assign(view, { ballot: null, last_result: null });
      view.conference.floor = [MY_SEAT];
      view.journal.seq = 5;
    });
    const floor = after(shows(idle));
    expect(said(floor, shows(given))).toBe("Sie haben das Wort.");
  });

  it("is a resident who is called, a measure towards oneself, and being asked for consent", () => {
    const asks = golden("ballot_open", (view) => {
      Object.assign(view, { ballot: null, last_result: null });
      view.journal.seq = 5;
      view.question_time.running = true;
      view.question_time.called = [{ id: "E1", name: "Rosa Linde", text: "Wann?", cut: false }];
    });
    expect(said(after(shows(idle)), shows(asks))).toBe("E1: Rosa Linde fragt");
    const called = (seat: string): View =>
      golden("ballot_open", (view) => {
        Object.assign(view, { ballot: null, last_result: null });
        view.journal.seq = 5;
        view.measures = [{ id: "R1", step: "to_order", seat, standing: "open" }];
      });
    expect(said(after(shows(idle)), shows(called(MY_SEAT)))).toBe("R1: Ordnungsruf");
    expect(said(after(shows(idle)), shows(called("2")))).toBeNull();
    const consent = structuredClone(voting);
    consent.ballot!.mode = "unopposed";
    expect(said(after(shows(idle)), shows(consent))).toBe("Abstimmung V4. Widerspricht jemand?");
  });

  it("is nothing while nothing is known, or when somebody else's turn comes", () => {
    expect(announcement(after(), after(), de)).toBeNull();
    const other = golden("ballot_open", (view) => {
      Object.assign(view, { ballot: null, last_result: null });
      view.conference.floor = ["2"];
      view.journal.seq = 5;
    });
    expect(said(after(shows(idle)), shows(other))).toBeNull();
  });
});
