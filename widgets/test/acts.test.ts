// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import {
  type Act,
  asksToConfirm,
  ORDER_STEPS,
  PROCEDURES,
  SKIPPABLE,
  SPEECHES,
  SUPERVISION,
  TIES,
  words,
} from "../src/model/acts.ts";
import { CHOICES } from "../src/model/view.ts";

/** Every act there is, with what a panel could fill in. */
const ALL: readonly Act[] = [
  ...CHOICES.map((choice): Act => ({ kind: "vote", choice })),
  ...SPEECHES.map((as): Act => ({ kind: "ask-floor", as })),
  ...PROCEDURES.map((what): Act => ({ kind: "move-procedure", what })),
  ...CHOICES.map((choice): Act => ({ kind: "enter-hand", seat: "3", choice })),
  ...CHOICES.map((choice): Act => ({ kind: "enter-rest", choice })),
  { kind: "status" },
  { kind: "present" },
  { kind: "leave" },
  { kind: "withdraw-floor" },
  { kind: "give-back-floor" },
  { kind: "recuse", reason: "" },
  { kind: "recuse", reason: "Grundstück der Familie" },
  { kind: "report-disturbance", what: "Ich höre nichts." },
  { kind: "end-disturbance", id: "S1" },
  { kind: "support-procedure", id: "G1" },
  { kind: "carry-procedure", id: "G1" },
  { kind: "open-meeting" },
  { kind: "start-roll-call" },
  { kind: "close-roll-call" },
  { kind: "call-item", number: "2" },
  { kind: "call-item", number: "N1" },
  { kind: "close-item" },
  { kind: "open-vote", motion: null, mode: "open" },
  { kind: "open-vote", motion: "A1", mode: "recorded" },
  { kind: "open-vote", motion: "G1", mode: "open" },
  { kind: "open-vote", motion: "A1", mode: "unopposed" },
  { kind: "open-appeal", measure: "R1" },
  { kind: "close-vote" },
  { kind: "open-block", numbers: ["1", "2"], mode: "open" },
  { kind: "open-block", numbers: ["1", "3"], mode: "recorded" },
  { kind: "part-block", number: "2" },
  { kind: "divide", motion: "A1" },
  { kind: "undivide", motion: "A1" },
  { kind: "state-convocation", note: "" },
  { kind: "state-convocation", note: "Die Rüge ist unbegründet." },
  { kind: "settle-agenda" },
  ...SKIPPABLE.map((step): Act => ({ kind: "skip-step", step, reason: "Es gibt nichts." })),
  { kind: "next-speaker" },
  { kind: "give-floor", seat: "3" },
  { kind: "take-floor" },
  { kind: "extend-speech", seat: "3" },
  { kind: "exclude-public" },
  { kind: "restore-public" },
  { kind: "interrupt" },
  { kind: "resume" },
  { kind: "close-meeting" },
  { kind: "mark-present", seat: "3" },
  { kind: "mark-left", seat: "3" },
  { kind: "mark-absent", seat: "3", excused: true, reason: "Krankheit" },
  { kind: "mark-absent", seat: "3", excused: false, reason: "ohne Nachricht" },
  { kind: "dissent", seat: null },
  { kind: "dissent", seat: "3" },
  ...ORDER_STEPS.map(
    (step): Act => ({ kind: "take-measure", step, seat: "3", reason: "Zwischenrufe" }),
  ),
  { kind: "appeal", measure: "R1" },
  { kind: "open-questions" },
  { kind: "close-questions" },
  { kind: "next-question" },
  { kind: "answer-question", id: "E1", text: "Im Frühjahr." },
  { kind: "defer-question", id: "E1", due: "2099-12-10", office: "Bauamt" },
  { kind: "show-circulations" },
  ...CHOICES.map((choice): Act => ({ kind: "circulation-vote", id: "U1", choice })),
  { kind: "circulation-support", id: "U1" },
  { kind: "circulation-object", id: "U1", reason: "Darüber muss beraten werden." },
  { kind: "circulation-recuse", id: "U1", reason: "Das Gerät gehört mir." },
  { kind: "stand-in", seat: null, principal: "3" },
  { kind: "stand-in", seat: "7", principal: "3" },
  { kind: "stand-down", seat: "7" },
  { kind: "open-release", number: "2/2026" },
  { kind: "release", number: "2/2026", reason: "Der Vertrag ist beurkundet." },
  {
    kind: "enter-sums",
    figures: { yes: 5, no: 2, abstain: 1, invalid: 1 },
    tellers: ["3", "7"],
  },
  { kind: "enter-sums", figures: { yes: 0, no: 9, abstain: 0, invalid: 0 }, tellers: [] },
  {
    kind: "count-postal",
    ballot: "V3",
    figures: { yes: 5, no: 3, abstain: 0, invalid: 1 },
    tellers: ["3"],
  },
  { kind: "order-postal", until: "2099-12-10", motion: "" },
  { kind: "order-postal", until: "2099-12-10", motion: "A1" },
  { kind: "open-election", office: "Vorsitz des Bauausschusses" },
  { kind: "nominate", election: "W1", seat: "3", name: 'Anna "Änni" Ahorn' },
  { kind: "nominate", election: "W1", seat: "3", name: "zurückziehen\n!sitzung schließen" },
  { kind: "withdraw-candidate", election: "W1", candidate: 'Anna "Änni" Ahorn' },
  { kind: "open-round", election: "W1", until: "", tellers: [], openly: false },
  { kind: "open-round", election: "W1", until: "", tellers: ["3", "7"], openly: false },
  { kind: "open-round", election: "W1", until: "", tellers: ["3", "7"], openly: true },
  { kind: "open-round", election: "W1", until: "2099-12-10", tellers: ["3", "7"], openly: false },
  { kind: "open-consent" },
  { kind: "demand-papers" },
  { kind: "draw-lot", election: "W1", candidate: "Versiegeln 'Ben' O’Birke" },
  { kind: "prepare-lot", election: "W1" },
  { kind: "seal-lot" },
  { kind: "reveal-lot", words: "der Igel im Pfarrgarten frisst Melonen" },
  { kind: "void-lot", reason: "Sitz 7 deckt nicht auf." },
  ...TIES.map(
    (outcome): Act => ({
      kind: "settle-tie",
      election: "W1",
      outcome,
      reason: "So steht es in der GeschO.",
    }),
  ),
  {
    kind: "count-round",
    election: "W1",
    votes: [
      { candidate: "Anna Ahorn", papers: 5 },
      { candidate: "Birke, Ben", papers: 0 },
    ],
    rest: { against: null, abstain: 1, invalid: 2 },
  },
  {
    kind: "count-round",
    election: "W1",
    votes: [{ candidate: 'Anna "Änni" 12 Ahorn\n!sitzung schließen', papers: 5 }],
    rest: { against: 3, abstain: 0, invalid: 0 },
  },
  {
    kind: "count-round",
    election: "W1",
    votes: [
      { candidate: "Anna Ahorn", papers: 9 },
      { candidate: "Wer nicht vorgeschlagen war", papers: 2 },
    ],
    rest: { against: 4, abstain: 0, invalid: 1 },
  },
  { kind: "repeat-round", election: "W1", reason: "Auf den Stimmzetteln fehlte ein Name." },
  { kind: "answer-election", election: "W1", accepted: true },
  { kind: "answer-election", election: "W1", accepted: false },
  { kind: "confirm-alone", seat: null },
  { kind: "confirm-alone", seat: "3" },
  { kind: "confirm", word: "K7" },
  { kind: "discard", word: "K7" },
];

/** What is done in the office alone. */
const OFFICE: readonly Act[] = [
  ...SUPERVISION.map((state) => ({
    kind: "note-supervision" as const,
    number: "1/2026",
    state,
    note: "Landratsamt, Bescheid vom 3. Dezember",
  })),
  { kind: "show-guests" },
  { kind: "admit-guest", request: "G3" },
  { kind: "refuse-guest", request: "G3" },
];

describe("an act", () => {
  it("of the office is read there", async () => {
    const said = `${JSON.stringify(OFFICE.map(words), null, 1)}\n`;
    await expect(said).toMatchFileSnapshot("../../tests/golden/acts.office.json");
  });

  it("is a chat command; tests/unit/chat/test_panel.py has the bot read each of them", async () => {
    const said = `${JSON.stringify(ALL.map(words), null, 1)}\n`;
    await expect(said).toMatchFileSnapshot("../../tests/golden/acts.json");
  });

  it("is one line, whatever somebody wrote", () => {
    const what = "nichts geht\n!abstimmung nein\u2028und\t mehr";
    expect(words({ kind: "report-disturbance", what })).toBe(
      "!störung nichts geht !abstimmung nein und mehr",
    );
    expect(words({ kind: "recuse", reason: "x".repeat(9000) }).length).toBeLessThan(600);
  });

  it("is confirmed by the word the bot names, and only when it asks", () => {
    expect(asksToConfirm("Zum Ausführen binnen fünf Minuten: !bestätigen K7")).toBe("K7");
    expect(asksToConfirm("To do it: !confirm K12 within five minutes")).toBe("K12");
    // The end of an event's id, in capitals: see bot/confirmations.py.
    for (const word of ["UMPM", "A_7", "0-_Q", "9", "JA"])
      expect(asksToConfirm(`Zum Ausführen: !bestätigen ${word}`)).toBe(word);
    expect(asksToConfirm("Zu spät.")).toBeNull();
  });
});
