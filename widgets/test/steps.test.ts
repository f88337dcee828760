// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { words } from "../src/model/acts.ts";
import { steps } from "../src/model/steps.ts";
import type { View } from "../src/model/view.ts";
import { golden } from "./hall.ts";

const first = (name: string, change?: (view: View) => void): string | undefined => {
  const act = steps(golden(name, change))[0];
  return act && words(act);
};

describe("the next step", () => {
  it.each([
    ["invited", "!sitzung eröffnen"],
    ["roll_call", "!namensaufruf schließen"],
    ["ballot_open", "!abstimmung schließen"],
    ["interrupted", "!weiter"],
    ["closed", undefined],
    ["planned", undefined],
  ])("after %s is %s", (name, said) => {
    expect(first(name)).toBe(said);
  });

  it("is the roll call once the meeting is open, then the first item", () => {
    const opened = (view: View): void => {
      Object.assign(view, { ballot: null, quorum: null, item: null });
    };
    expect(first("ballot_open", opened)).toBe("!namensaufruf");
    expect(first("ballot_open", (view) => Object.assign(view, { ballot: null, item: null }))).toBe(
      "!top 1",
    );
  });

  it("puts amendments before what they amend", () => {
    const said = first("ballot_open", (view) => {
      view.ballot = null;
      view.motions = [
        {
          id: "A1",
          amends: null,
          against: null,
          by: "1",
          joined: [],
          replaces: "",
          text: "a",
          cut: false,
          status: "pending",
          parts: [],
          divisible: false,
        },
        {
          id: "A2",
          amends: "A1",
          against: null,
          by: "2",
          joined: [],
          replaces: "",
          text: "b",
          cut: false,
          status: "pending",
          parts: [],
          divisible: false,
        },
      ];
    });
    expect(said).toBe("!abstimmung öffnen A2");
  });

  it("leaves it to the bot which of motions that compete is due", () => {
    const said = first("ballot_open", (view) => {
      view.ballot = null;
      view.motions = [
        {
          id: "A1",
          amends: null,
          against: null,
          by: "1",
          joined: [],
          replaces: "",
          text: "a",
          cut: false,
          status: "pending",
          parts: [],
          divisible: false,
        },
        {
          id: "A2",
          amends: null,
          against: "A1",
          by: "2",
          joined: [],
          replaces: "",
          text: "b",
          cut: false,
          status: "pending",
          parts: [],
          divisible: false,
        },
      ];
    });
    expect(said).toBe("!abstimmung öffnen");
  });

  it("follows the order of the opening, and leaves to a note what is not in order", () => {
    const step = (name: string, state = "open") => ({ step: name, state });
    const said = (faults: string[], ...order: ReturnType<typeof step>[]): string[] =>
      steps(
        golden("ballot_open", (view) => {
          view.ballot = null;
          view.item = null;
          view.opening = {
            steps: order,
            convocation: { needed: true, stated: false, faults },
            notice: { asked: false, latest: null, proofs: [] },
          };
        }),
      ).map(words);
    const order = [step("convocation"), step("quorum", "done"), step("agenda"), step("minutes")];
    expect(said([], ...order, step("residents")).slice(0, 3)).toEqual([
      "!ladung feststellen",
      "!tagesordnung feststellen",
      "!fragestunde",
    ]);
    expect(said(["objected"], ...order)[0]).toBe("!tagesordnung feststellen");
    expect(said([], step("agenda", "skipped"))[0]).toMatch(/^!top /);
  });

  it("offers to vote on numbered parts, and on the whole as long as no part is decided", () => {
    const said = (change: Partial<View["motions"][number]>): string[] =>
      steps(
        golden("ballot_recorded", (view) => {
          view.ballot = null;
          view.motions = [{ ...view.motions[0]!, amends: null, status: "pending", ...change }];
        }),
      ).map(words);
    const { id } = golden("ballot_recorded").motions[0]!;
    expect(said({ divisible: true })).toContain(`!getrennt ${id}`);
    expect(said({ parts: ["pending", "pending"] })).toContain(`!getrennt ${id} aufheben`);
    const begun = said({ parts: ["adopted", "pending"] });
    expect(begun.join()).not.toContain("getrennt");
    expect(begun).toContain(`!abstimmung öffnen ${id}`);
  });

  it("puts procedural motions before speakers, and speakers before the vote", () => {
    const said = (change: (view: View) => void): string[] => {
      const view = golden("ballot_recorded", (known) => {
        known.ballot = null;
        change(known);
      });
      return steps(view).map(words);
    };
    const speaking = { seat: "2", kind: "debate", begun: "", ends: null, group_left: null };
    expect(
      said((view) => {
        view.debate = {
          ...view.debate,
          waiting: [{ seat: "3", kind: "debate" }],
          speaking: [speaking],
        };
      }).slice(0, 3),
    ).toEqual(["!nächste wortmeldung", "!wort zurück", "!abstimmung öffnen A1"]);
    const moved = { id: "G1", kind: "close_debate", by: "3", text: "", supporters: 1, for: [] };
    expect(
      said((view) => {
        view.procedural = [{ ...moved, against: [] }];
      }).slice(0, 2),
    ).toEqual(["!go angenommen G1", "!abstimmung öffnen G1"]);
    expect(
      said((view) => {
        view.procedural = [{ ...moved, against: ["5"] }];
      })[0],
    ).toBe("!abstimmung öffnen G1");
  });

  it("lets the body decide on an objection before anything else", () => {
    const said = first("ballot_open", (view) => {
      view.ballot = null;
      view.measures = [
        { id: "R1", step: "to_order", seat: "3", standing: "upheld" },
        { id: "R2", step: "expel", seat: "3", standing: "objected" },
      ];
    });
    expect(said).toBe("!abstimmung öffnen einspruch R2");
  });

  it("asks for objections where the rules allow consent without a vote", () => {
    const said = (unopposed: boolean): string[] =>
      steps(
        golden("ballot_recorded", (view) => {
          view.ballot = null;
          view.meeting.unopposed = unopposed;
        }),
      ).map(words);
    expect(said(true)).toContain("!abstimmung öffnen A1 einvernehmlich");
    expect(said(false)).not.toContain("!abstimmung öffnen A1 einvernehmlich");
  });

  it("hears residents who wait, between two public items, one after another", () => {
    const said = (change: Partial<View["question_time"]>, nonPublic = false): string[] =>
      steps(
        golden("ballot_open", (view) => {
          Object.assign(view, { ballot: null, item: null });
          view.meeting.non_public = nonPublic;
          view.question_time = { ...view.question_time, ...change };
        }),
      ).map(words);
    expect(said({ waiting: ["E1"] })).toContain("!fragestunde");
    expect(said({ waiting: ["E1"] })[0]).not.toBe("!fragestunde");
    expect(said({ waiting: ["E1"] }, true)).not.toContain("!fragestunde");
    expect(said({})).not.toContain("!fragestunde");
    expect(said({ running: true, waiting: ["E2"] }).slice(0, 2)).toEqual([
      "!nächste frage",
      "!fragestunde schließen",
    ]);
    expect(said({ running: true })[0]).toBe("!fragestunde schließen");
  });

  it("sends the public out before a non-public item, and lets it in again", () => {
    const between = (nonPublic: boolean, left: boolean) => (view: View) => {
      Object.assign(view, { ballot: null, item: null });
      view.meeting.non_public = nonPublic;
      for (const item of view.agenda) item.done = item.public !== left;
    };
    expect(first("ballot_open", between(false, false))).toBe("!nichtöffentlich");
    expect(first("ballot_open", between(true, true))).toBe("!öffentlich");
  });

  it("names what is disturbed, so that it can be over", () => {
    const act = first("interrupted", (view) => {
      view.disturbances = [{ id: "S1", seat: "3", sphere: "municipal" }];
    });
    expect(act).toBe("!störung behoben S1");
  });

  it("is to close the meeting when nothing is left", () => {
    const over = (view: View): void => {
      Object.assign(view, { ballot: null, item: null });
      for (const item of view.agenda) item.done = true;
    };
    expect(first("ballot_open", over)).toBe("!sitzung schließen");
  });
});
