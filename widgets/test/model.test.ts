// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { type Event, mayPress, myVote, update } from "../src/model/model.ts";
import { type Choice, isWeighted, type View } from "../src/model/view.ts";
import { after, answers, golden, MY_SEAT, message, ROOM, shows, sign } from "./hall.ts";

const voting = (seq: number, voted: string[] = []): View =>
  golden("ballot_open", (view) => {
    view.journal.seq = seq;
    view.ballot!.voted = voted;
    view.recused = [];
  });
const press = (choice: Choice): Event => ({ kind: "pressed", act: { kind: "vote", choice } });
const taken = (event: string): Event => ({ kind: "taken", event });

describe("a vote", () => {
  it("is open until something is pressed", () => {
    expect(myVote(after(shows(voting(1))))).toEqual({ state: "open" });
  });

  it("is on its way, not counted, until the bot has named the very words", () => {
    const sent = after(shows(voting(1)), press("yes"), taken("$mine"));
    expect(myVote(sent)).toEqual({ state: "on-its-way", choice: "yes" });
    const others = update(sent, shows(voting(2, ["1"]), { "1": "$theirs" }));
    expect(myVote(others)).toEqual({ state: "on-its-way", choice: "yes" });
    const counted = update(others, shows(voting(3, ["1", MY_SEAT]), { [MY_SEAT]: "$mine" }));
    expect(myVote(counted)).toEqual({ state: "counted", choice: "yes" });
  });

  it("is counted also if the bot's word comes before the host's", () => {
    const early = after(
      shows(voting(1)),
      press("no"),
      shows(voting(2, [MY_SEAT]), { [MY_SEAT]: "$mine" }),
      taken("$mine"),
    );
    expect(myVote(early)).toEqual({ state: "counted", choice: "no" });
  });

  it("is not taken for a changed one while the bot still counts the first", () => {
    const changed = after(
      shows(voting(1)),
      press("yes"),
      taken("$first"),
      shows(voting(2, [MY_SEAT]), { [MY_SEAT]: "$first" }),
      press("no"),
      taken("$second"),
      shows(voting(3, [MY_SEAT, "1"]), { [MY_SEAT]: "$first" }),
    );
    expect(myVote(changed)).toEqual({ state: "on-its-way", choice: "no" });
    const counted = update(changed, shows(voting(4, [MY_SEAT, "1"]), { [MY_SEAT]: "$second" }));
    expect(myVote(counted)).toEqual({ state: "counted", choice: "no" });
  });

  it("given elsewhere is counted without saying which, unless it is a vote by name", () => {
    expect(myVote(after(shows(voting(1, [MY_SEAT]))))).toEqual({ state: "counted", choice: null });
    const named = golden("ballot_recorded", (view) => {
      view.recused = [];
    });
    expect(myVote(after(shows(named)))).toEqual({ state: "counted", choice: "yes" });
  });

  it("is counted without saying which once another device of mine has voted again", () => {
    const counted = after(
      shows(voting(1)),
      press("yes"),
      taken("$mine"),
      shows(voting(2, [MY_SEAT]), { [MY_SEAT]: "$mine" }),
    );
    const again = update(counted, shows(voting(3, [MY_SEAT]), { [MY_SEAT]: "$phone" }));
    expect(myVote(again)).toEqual({ state: "counted", choice: null });
  });

  it("cannot be pressed twice while it is being sent", () => {
    const sending = after(shows(voting(1)), press("yes"));
    expect(mayPress(sending)).toBe(false);
    expect(update(sending, press("yes"))).toBe(sending);
  });

  it("may be given again when nobody knows whether it left, and says so", () => {
    const lost = after(shows(voting(1)), press("yes"), { kind: "failed", certain: false });
    expect(myVote(lost)).toEqual({ state: "unknown", choice: "yes" });
    expect(mayPress(lost)).toBe(true);
    const refused = after(shows(voting(1)), press("yes"), { kind: "failed", certain: true });
    expect(myVote(refused)).toEqual({ state: "not-sent", choice: "yes" });
  });

  it("is forgotten with its ballot", () => {
    const next = voting(2);
    next.ballot!.id = "V99";
    expect(myVote(after(shows(voting(1)), press("yes"), taken("$a"), shows(next)))).toEqual({
      state: "open",
    });
  });

  it("is refused in the bot's own words", () => {
    const refused = after(shows(voting(1)), press("yes"), taken("$a"), answers("$a", "Zu spät."));
    expect(refused.answer).toBe("Zu spät.");
    expect(myVote(refused)).toEqual({ state: "open" });
    expect(update(refused, { kind: "dismissed" }).answer).toBeNull();
  });

  it("is not for who is recused, absent, a guest, or has no vote in this one", () => {
    for (const change of [
      (view: View) => view.recused.push(MY_SEAT),
      (view: View) => {
        view.attendance.find((person) => person.seat === MY_SEAT)!.presence = "left";
      },
      (view: View) => {
        view.attendance.find((person) => person.seat === MY_SEAT)!.votes = false;
      },
      (view: View) => {
        view.ballot!.without = MY_SEAT;
      },
    ]) {
      const view = voting(1);
      change(view);
      expect(myVote(after(shows(view)))).toEqual({ state: "not-entitled" });
    }
  });
});

describe("an answer of the bot", () => {
  const ask: Event = { kind: "pressed", act: { kind: "ask-floor", as: "debate" } };

  it("is shown also after the next view, and only if it answers us", () => {
    const asked = after(shows(voting(1)), ask, taken("$mine"), shows(voting(2)));
    expect(asked.sending).toBeNull();
    expect(update(asked, answers("$theirs", "Nein.")).answer).toBeNull();
    expect(update(asked, answers("$mine", "Die Liste ist zu.")).answer).toBe("Die Liste ist zu.");
  });

  it("is shown also if it is faster than the host", () => {
    const early = after(shows(voting(1)), ask, answers("$mine", "Die Liste ist zu."));
    expect(early.answer).toBeNull();
    expect(update(early, taken("$mine")).answer).toBe("Die Liste ist zu.");
    expect(update(early, taken("$other")).answer).toBeNull();
  });

  it("leaves what is on its way alone when it is about something earlier", () => {
    const both = after(shows(voting(1)), ask, taken("$a"), press("yes"), taken("$b"));
    const told = update(both, answers("$a", "Die Liste ist zu."));
    expect(told.answer).toBe("Die Liste ist zu.");
    expect(myVote(told)).toEqual({ state: "on-its-way", choice: "yes" });
  });
});

describe("what is shown", () => {
  it("is the newest view: an older one, replayed or late, changes nothing", () => {
    const newest = after(shows(voting(5)));
    expect(update(newest, shows(voting(4)))).toBe(newest);
    expect(update(newest, shows(voting(5)))).toBe(newest);
  });

  it("is not pushed aside by the view of another meeting while one runs", () => {
    const other = golden("planned", (view) => {
      view.meeting.id = "2031-01";
    });
    const running = after(shows(voting(5)));
    expect(update(running, shows(other))).toBe(running);
    const idle = after(shows(other), shows(voting(1)));
    expect(idle.view?.meeting.phase).toBe("open");
  });

  it("is never what somebody else says, and the attempt is told", () => {
    const view = { body: "", "org.gremium.view": voting(9) };
    const forged = after(shows(voting(1)), {
      kind: "arrived",
      event: message(sign(view), { sender: "@eve:rat.example" }),
    });
    expect(forged.view?.journal.seq).toBe(1);
    expect(forged.troubles).toEqual([{ kind: "forged" }]);
  });

  it("is never a view in the bot's name that the bot has not signed", () => {
    const view = { body: "", "org.gremium.view": voting(9) };
    const clear: Event = { kind: "arrived", event: message(view) };
    const elsewhere: Event = { kind: "arrived", event: message(sign(view, "!anderswo")) };
    for (const attempt of [clear, elsewhere]) {
      const model = after(shows(voting(1)), attempt);
      expect(model.view?.journal.seq).toBe(1);
      expect(model.troubles).toEqual([{ kind: "forged" }]);
    }
  });

  it("is nothing new when the bot's key has changed", () => {
    const view = { body: "", "org.gremium.view": voting(9) };
    const other = sign(view, ROOM, new Uint8Array(32).fill(8));
    const model = after(shows(voting(1)), { kind: "arrived", event: message(other) });
    expect(model.view?.journal.seq).toBe(1);
    expect(model.troubles).toEqual([{ kind: "other-key" }]);
    expect(update(model, shows(voting(2))).troubles).toEqual([{ kind: "other-key" }]);
  });

  it("is unknown, and said so, for a newer format or an unreadable view", () => {
    const newer = { body: "", "org.gremium.view": { ...voting(9), v: 2 } };
    const broken = { body: "", "org.gremium.view": { ...voting(9), agenda: 7 } };
    for (const [content, kind] of [
      [newer, "newer"],
      [broken, "malformed"],
    ] as const) {
      const model = after(shows(voting(1)), { kind: "arrived", event: message(sign(content)) });
      expect(model.view).toBeNull();
      expect(model.troubles[0]?.kind).toBe(kind);
      expect(update(model, shows(voting(10))).troubles).toEqual([]);
    }
  });

  it("keeps words it does not know, and drops fields it does not know", () => {
    const strange = golden("ballot_open", (view) => {
      view.meeting.phase = "paused-by-moon";
      (view as unknown as Record<string, unknown>).moon = 1;
    });
    const { view } = after(shows(strange));
    expect(view?.meeting.phase).toBe("paused-by-moon");
    expect(view).not.toHaveProperty("moon");
  });

  it("disregards other rooms, other events, and talk", () => {
    const known = after(shows(voting(1)));
    const elsewhere = message(sign({ body: "" }), { room: "!anderswo" });
    for (const event of [
      elsewhere,
      message({ body: "hallo" }),
      message({}, { type: "m.reaction" }),
    ]) {
      expect(update(known, { kind: "arrived", event })).toBe(known);
    }
  });

  it("is marked as perhaps old when the connection is gone, and nothing is sent", () => {
    const model = after(shows(voting(1)), { kind: "connection", online: false });
    expect(mayPress(model)).toBe(false);
    expect(update(model, press("yes"))).toBe(model);
  });

  it("goes on without what a client refuses", () => {
    const silent = after({ kind: "refused", what: "send" }, shows(voting(1)));
    expect(silent.view).not.toBeNull();
    expect(mayPress(silent)).toBe(false);
    expect(silent.troubles).toEqual([{ kind: "refused", what: "send" }]);
  });
});

describe("pages and bots of different ages", () => {
  const NEW = [
    "measures",
    "question_time",
    "debate",
    "procedural",
    "disturbances",
    "opening",
    "urgent",
  ] as const;

  it("an older bot, which tells nothing of it, leaves order, questions and consent unknown", () => {
    const old = golden("ballot_recorded", (view) => {
      for (const field of NEW) delete (view as Partial<View>)[field];
      delete (view.meeting as Partial<View["meeting"]>).unopposed;
      delete (view.meeting as Partial<View["meeting"]>).blocks;
      for (const motion of view.motions as Partial<View["motions"][number]>[])
        for (const field of ["parts", "divisible", "joined"] as const) delete motion[field];
      for (const person of view.attendance as Partial<View["attendance"][number]>[])
        delete person.weight;
    });
    const { view, troubles } = after(shows(old));
    expect(troubles).toEqual([]);
    expect(view?.measures).toEqual([]);
    expect(view?.question_time).toMatchObject({ running: false, waiting: [], called: [] });
    expect(view?.meeting).toMatchObject({ unopposed: false, blocks: false });
    expect(view).toMatchObject({ opening: null, urgent: null });
    expect(view?.motions[0]).toMatchObject({ parts: [], divisible: false, joined: [] });
    expect(view && isWeighted(view)).toBe(false);
  });

  it("a newer bot may say more than this page knows", () => {
    const more = golden("ballot_open", (view) => {
      Object.assign(view, { another: { field: 1 } });
      Object.assign(view.ballot!, { mode: "by-drums", more: true });
      view.opening = {
        steps: [{ step: "anthem", state: "sung" }],
        convocation: { needed: true, stated: false, faults: ["owl"] },
        notice: { asked: false, latest: null, proofs: [] },
      };
      view.measures = [{ id: "R1", step: "to_bed", seat: MY_SEAT, standing: "asleep" }];
    });
    const { view, troubles } = after(shows(more));
    expect(troubles).toEqual([]);
    expect(view?.ballot?.mode).toBe("by-drums");
    expect(view).not.toHaveProperty("another");
  });
});
