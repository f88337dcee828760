// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import { maySupport, myAnswer } from "../src/model/between.ts";
import { type Event, type Model, update } from "../src/model/model.ts";
import { announcement } from "../src/view/announce.ts";
import { de } from "../src/words/de.ts";
import {
  after,
  answers,
  golden,
  goldenBetween,
  MY_SEAT,
  message,
  shows,
  showsBetween,
  sign,
} from "./hall.ts";

const running = goldenBetween("running");
const answered = goldenBetween("running", (view) => {
  view.journal.seq += 1;
  view.circulations[0]!.answered.push(MY_SEAT);
});
const decided = goldenBetween("decided", (view) => {
  view.journal.seq += 90;
});
const vote: Event = { kind: "pressed", act: { kind: "circulation-vote", id: "U1", choice: "yes" } };
const taken: Event = { kind: "taken", event: "$mine" };
const mine = (model: Model, n = 0): unknown => myAnswer(model, model.between!.circulations[n]!);

describe("a decision between meetings", () => {
  it("is known before there is any meeting, and whose seat one has", () => {
    const model = after(showsBetween(running));
    expect(model.view).toBeNull();
    expect(model.seat).toBe(MY_SEAT);
    expect(mine(model)).toEqual({ state: "open" });
  });

  it("is answered on the way until the bot names the very words", () => {
    const model = after(showsBetween(running), vote, taken);
    expect(mine(model)).toEqual({ state: "on-its-way", choice: "yes" });
    const others = update(model, showsBetween(answered, { U1: "$other" }));
    expect(mine(others)).toEqual({ state: "on-its-way", choice: "yes" });
    const counted = update(model, showsBetween(answered, { U1: "$mine" }));
    expect(mine(counted)).toEqual({ state: "counted", choice: "yes" });
    expect(announcement(model, counted, de)).toBe("Ihre Stimme ist gezählt: Ja");
  });

  it("is counted also where the bot is faster than the host", () => {
    const model = after(showsBetween(running), vote, showsBetween(answered, { U1: "$mine" }));
    expect(mine(model)).toEqual({ state: "on-its-way", choice: "yes" });
    expect(mine(update(model, taken))).toEqual({ state: "counted", choice: "yes" });
  });

  it("is counted without saying which once another device of mine has answered again", () => {
    const model = after(
      showsBetween(running),
      vote,
      taken,
      showsBetween(answered, { U1: "$mine" }),
      showsBetween(answered, { U1: "$phone" }),
    );
    expect(mine(model)).toEqual({ state: "counted", choice: null });
  });

  it("leaves open what a reloaded page cannot know", () => {
    expect(mine(after(showsBetween(answered, { U1: "$mine" })))).toEqual({
      state: "counted",
      choice: null,
    });
  });

  it("says when nothing left, and when nobody knows", () => {
    const pressed = after(showsBetween(running), vote);
    const fails = (certain: boolean): Model => update(pressed, { kind: "failed", certain });
    expect(mine(fails(true))).toMatchObject({ state: "not-sent" });
    expect(mine(fails(false))).toMatchObject({ state: "unknown" });
  });

  it("shows the bot's refusal, and is open again", () => {
    const model = after(showsBetween(running), vote, taken, answers("$mine", "Zu spät."));
    expect(model.answer).toBe("Zu spät.");
    expect(mine(model)).toEqual({ state: "open" });
  });

  it("shows in the end how one was counted, from the bot", () => {
    const model = after(showsBetween(running), vote, taken, showsBetween(decided));
    expect(model.sending).toBeNull();
    expect(mine(model)).toEqual({ state: "counted", choice: "yes" });
  });

  it("asks nobody who is excluded or has no vote", () => {
    const without = goldenBetween("running", (view) => {
      view.circulations[0]!.asked = ["1"];
    });
    expect(mine(after(showsBetween(without)))).toEqual({ state: "not-asked" });
    expect(mine(after(showsBetween(running)), 1)).toEqual({ state: "not-asked" });
  });

  it("is backed once by each while it is only moved", () => {
    const model = after(showsBetween(running));
    const [open, moved] = model.between!.circulations;
    expect([maySupport(model, open!), maySupport(model, moved!)]).toEqual([false, true]);
    expect(maySupport(model, { ...moved!, signed: [MY_SEAT] })).toBe(false);
    expect(maySupport({ ...model, seat: null }, moved!)).toBe(false);
  });

  it("does not go back to what is older, and does not touch the meeting", () => {
    const view = golden("ballot_open");
    const model = after(shows(view), showsBetween(answered), showsBetween(running));
    expect(model.between).toEqual(answered);
    expect(model.view).toEqual(after(shows(view)).view);
  });

  it("keeps an answer on its way when the meeting goes on meanwhile", () => {
    const later = golden("ballot_open", (view) => {
      view.journal.seq += 1;
    });
    const model = after(shows(golden("ballot_open")), showsBetween(running), vote, taken);
    expect(mine(update(model, shows(later)))).toMatchObject({ state: "on-its-way" });
  });

  it("answers the question for it", () => {
    const asks: Event = { kind: "pressed", act: { kind: "show-circulations" } };
    const model = after(asks, taken, showsBetween(running, {}, "$mine"));
    expect(model.sending).toBeNull();
    expect(model.between).toEqual(running);
  });

  it("is not believed of anybody else, unsigned, or where it cannot be read", () => {
    const content = { body: "", "org.gremium.circulations": running };
    const says = (event: ReturnType<typeof message>): Model => after({ kind: "arrived", event });
    expect(says(message(sign(content), { sender: "@x:y" })).troubles).toEqual([{ kind: "forged" }]);
    expect(says(message(content)).troubles).toEqual([{ kind: "forged" }]);
    const read = (raw: unknown): Model =>
      after(showsBetween(running), {
        kind: "arrived",
        event: message(sign({ body: "", "org.gremium.circulations": raw })),
      });
    expect(read({ ...running, v: 2 }).troubles).toEqual([{ kind: "newer", version: 2 }]);
    expect(read({ v: 1 }).troubles).toEqual([{ kind: "malformed" }]);
    expect(read("x").between).toBeNull();
  });

  it("leaves an older page as it was: it knows the field no more than any other", () => {
    const view = golden("ballot_open");
    const model = after(shows(view));
    const unknown = message(sign({ body: "U1", "org.gremium.something": running }));
    expect(update(model, { kind: "arrived", event: unknown })).toEqual(model);
  });
});
