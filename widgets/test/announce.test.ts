// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { type Event, type Model, update } from "../src/model/model.ts";
import type { View } from "../src/model/view.ts";
import { announcement, reminder } from "../src/view/announce.ts";
import { de } from "../src/words/de.ts";
import { after, golden, goldenBetween, MY_SEAT, shows, showsBetween } from "./hall.ts";

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

  it("is that another answer of one's own is counted now, from another device", () => {
    const counted = (seq: number): View => ({
      ...voting,
      ballot: { ...voting.ballot!, voted: [MY_SEAT] },
      journal: { ...voting.journal, seq },
    });
    const mine = after(
      shows(voting),
      { kind: "pressed", act: { kind: "vote", choice: "yes" } },
      { kind: "taken", event: "$mine" },
      shows(counted(3), { [MY_SEAT]: "$mine" }),
    );
    expect(said(mine, shows(counted(4), { [MY_SEAT]: "$phone" }))).toBe("Ihre Stimme ist gezählt.");
  });

  it("is that a vote closes soon, once, to who has not answered", () => {
    const almost = (received: number, more: string[] = []): View => ({
      ...voting,
      ballot: { ...voting.ballot!, entitled: 20, received, voted: more },
      journal: { ...voting.journal, seq: received + 2 },
    });
    const before = after(shows(almost(15)));
    const few = update(before, shows(almost(16)));
    expect(announcement(before, few, de)).toContain("Es fehlen noch 4 Stimmen, auch Ihre.");
    expect(said(few, shows(almost(19)))).toBeNull();
    expect(said(before, shows(almost(19)))).toContain("Nur noch Ihre Stimme fehlt.");
    expect(said(before, shows(almost(16, [MY_SEAT])))).toBe("Ihre Stimme ist gezählt.");
  });

  it("is that one's own time ends in a minute, once, and not after a sleep beyond the end", () => {
    const ends = "2026-11-26T19:30:00.000Z";
    const speaking = golden("ballot_open", (view) => {
      Object.assign(view, { ballot: null, last_result: null });
      view.debate.speaking = [
        { seat: MY_SEAT, kind: "debate", begun: ends, ends, group_left: null },
      ];
    });
    const model = after(shows(speaking));
    const at = (seconds: number): number => Date.parse(ends) + seconds * 1000;
    expect(reminder(model, at(-65), at(-60), de)).toBe("Ihre Redezeit endet in einer Minute.");
    expect(reminder(model, at(-60), at(-55), de)).toBeNull();
    expect(reminder(model, at(-70), at(5), de)).toBeNull();
    expect(reminder(after(shows(voting)), at(-65), at(-60), de)).toBeNull();
    expect(reminder(after(), at(-65), at(-60), de)).toBeNull();
  });

  it("is that a decision between meetings ends in an hour, while one's answer is missing", () => {
    const running = goldenBetween("running");
    const open = running.circulations[0]!;
    const end = Date.parse(open.until!);
    const hour = 3_600_000;
    expect(reminder(after(showsBetween(running)), end - hour - 1, end - hour, de)).toContain(
      open.id,
    );
    const answered = { ...open, answered: [...open.answered, MY_SEAT] };
    const model = after(showsBetween({ ...running, circulations: [answered] }));
    expect(reminder(model, end - hour - 1, end - hour, de)).toBeNull();
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

  it("is more time to speak, to who speaks", () => {
    const until = (minute: number, seq: number, seat = MY_SEAT): View =>
      golden("ballot_open", (view) => {
        Object.assign(view, { ballot: null, last_result: null });
        const ends = `2026-11-26T19:${minute}:00.000Z`;
        view.debate.speaking = [{ seat, kind: "debate", begun: ends, ends, group_left: null }];
        view.journal.seq = seq;
      });
    const speaks = after(shows(until(30, 5)));
    expect(said(speaks, shows(until(31, 6)))).toBe("Sie haben jetzt mehr Zeit zum Reden.");
    expect(said(speaks, shows(until(30, 6)))).toBeNull();
    expect(said(after(shows(idle)), shows(until(31, 6)))).toBeNull();
    const other = after(shows(until(30, 5, "2")));
    expect(said(other, shows(until(31, 6, "2")))).toBeNull();
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
