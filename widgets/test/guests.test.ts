// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import type { Guests } from "../src/model/guests.ts";
import { type Event, type Model, start, update } from "../src/model/model.ts";
import { digest } from "../src/model/signed.ts";
import type { View } from "../src/model/view.ts";
import { BOT, golden, KEY, ME, MY_SEAT, message, sign } from "./hall.ts";

const [OFFICE, HALL, CLOSED] = ["!büro", "!saal", "!hinten"] as const;
const rosa = {
  request: "G3",
  name: "Rosa Linde",
  user: "@rosa:rat.example",
  at: "2026-11-26T18:00:00+00:00",
};
const list = (changes: number, ...waiting: (typeof rosa)[]): Guests => ({
  v: 1,
  waiting,
  more: 0,
  changes,
});
const office = (...happened: Event[]): Model =>
  happened.reduce(
    update,
    start({ room: OFFICE, bot: BOT, key: KEY, user: ME, beside: [HALL, CLOSED] }),
  );
const pressed: Event = { kind: "pressed", act: { kind: "admit-guest", request: "G3" } };
const taken: Event = { kind: "taken", event: "$mine" };

/** The bot tells the office who waits, perhaps in answer to something. */
function tells(guests: unknown, { to = "", sender = BOT, room = OFFICE as string } = {}): Event {
  const content = {
    body: "Es wartet keine Gastanfrage.",
    "org.gremium.guests": guests,
    ...(to ? { "m.relates_to": { "m.in_reply_to": { event_id: to } } } : {}),
  };
  return { kind: "arrived", event: message(sign(content, room), { room, sender }) };
}

function shows(view: View, room: string, to = ""): Event {
  const meant = { people: { [digest(ME)]: MY_SEAT }, receipts: {} };
  const content = {
    body: "…",
    "org.gremium.view": view,
    "org.gremium.for": meant,
    ...(to ? { "m.relates_to": { "m.in_reply_to": { event_id: to } } } : {}),
  };
  return { kind: "arrived", event: message(sign(content, room), { room }) };
}

describe("a guest's request", () => {
  it("is known once the bot tells of it, and gone once it is decided", () => {
    const asked = office(tells(list(1, rosa)));
    expect(asked.guests?.waiting).toEqual([rosa]);
    const admitted = [pressed, taken, tells(list(2), { to: "$mine" })].reduce(update, asked);
    expect(admitted.guests?.waiting).toEqual([]);
    expect(admitted.sending).toBeNull();
    expect(admitted.answer).toBe("Es wartet keine Gastanfrage.");
  });

  it("is listed in answer to the question, without the sentence that says the same", () => {
    const ask: Event = { kind: "pressed", act: { kind: "show-guests" } };
    const model = office(ask, taken, tells(list(1, rosa), { to: "$mine" }));
    expect(model.guests?.waiting).toEqual([rosa]);
    expect([model.sending, model.answer]).toEqual([null, null]);
  });

  it("does not come back with an older list that a server sends again", () => {
    const model = office(tells(list(1, rosa)), tells(list(2)), tells(list(1, rosa)));
    expect(model.guests?.waiting).toEqual([]);
  });

  it("of somebody else's making is not shown and is said to be forged", () => {
    const model = office(tells(list(1, rosa), { sender: "@mallory:rat.example" }));
    expect(model.guests).toBeNull();
    expect(model.troubles).toEqual([{ kind: "forged" }]);
    const { event } = tells(list(1, rosa)) as Event & { kind: "arrived" };
    const { "org.gremium.signed": _, ...bare } = event.content;
    const unsigned = office({ kind: "arrived", event: { ...event, content: bare } });
    expect(unsigned.guests).toBeNull();
    expect(unsigned.troubles).toEqual([{ kind: "forged" }]);
    expect(office(tells(list(1, rosa), { room: HALL })).guests).toBeNull();
  });

  it("is never the beginning of another command", () => {
    for (const request of ["G1\n!gast aufnehmen G2", "G0", "3", "G1 ", "!sitzung schließen"])
      expect(office(tells(list(1, { ...rosa, request }))).troubles).toEqual([
        { kind: "malformed" },
      ]);
  });

  it("in a newer form than the page knows says so and hides the older list", () => {
    const model = office(tells(list(1, rosa)), tells({ ...list(2), v: 2 }));
    expect(model.guests).toBeNull();
    expect(model.troubles).toEqual([{ kind: "newer", version: 2 }]);
  });
});

describe("the office", () => {
  const invited = golden("invited");
  const open = golden("ballot_open");
  const later = golden("result", (view) => {
    view.journal.seq = open.journal.seq + 1;
  });
  const closed = golden("non_public");
  const outside = golden("non_public_outside");

  it("knows what was said in the hall and behind closed doors", () => {
    const model = office(shows(invited, OFFICE), shows(open, HALL));
    expect(model.view?.ballot?.id).toBe(open.ballot?.id);
    expect(update(model, shows(later, CLOSED)).view?.ballot).toBeNull();
    expect(model.seat).toBe(MY_SEAT);
  });

  it("believes no view of a room that is not beside it, nor one without a signature", () => {
    expect(office(shows(open, "!fremd")).view).toBeNull();
    const { event } = shows(open, HALL) as Event & { kind: "arrived" };
    const foreign = { ...event, sender: "@mallory:rat.example" };
    const bent = { ...event, content: { ...event.content, body: "anders" } };
    for (const one of [foreign, bent]) {
      const model = office({ kind: "arrived", event: one });
      expect([model.view, model.troubles]).toEqual([null, []]);
    }
  });

  it("keeps the whole view while the public must not read it", () => {
    const at = (view: View, seq: number): View => ({ ...view, journal: { ...view.journal, seq } });
    const whole = office(shows(at(outside, 90), HALL), shows(at(closed, 90), CLOSED));
    expect(whole.view?.public).toBe(false);
    const still = update(whole, shows(at(outside, 91), OFFICE));
    expect(still.view?.public).toBe(false);
    const again = at(golden("result"), 92);
    expect(update(still, shows(again, HALL)).view?.public).toBe(true);
  });

  it("is done with what it sent once the bot has said anything after it", () => {
    const word: Event = {
      kind: "arrived",
      event: message(sign({ body: "Erledigt." }, OFFICE), { room: OFFICE }),
    };
    expect(office(shows(open, HALL), pressed, taken, word).sending).toBeNull();
    const status = { kind: "pressed", act: { kind: "status" } } as const;
    const same = office(shows(open, OFFICE), status, taken, shows(open, OFFICE, "$mine"));
    expect(same.sending).toBeNull();
  });
});
