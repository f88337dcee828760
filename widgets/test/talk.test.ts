// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { describe, expect, it } from "vitest";
import type { RoomEvent } from "../src/model/model.ts";
import { hear, hearUnread, type Talk, told } from "../src/model/talk.ts";
import { message, ROOM } from "./hall.ts";

const says = (body: string, more: Partial<RoomEvent> = {}): RoomEvent =>
  message({ msgtype: "m.text", body }, more);
const bodies = (talk: Talk): string[] => talk.map((said) => (said.unread ? "?" : said.text));

describe("the plain messages of a room", () => {
  it("are in the order of their times, each once", () => {
    const [first, second] = [says("eins"), says("zwei")];
    const talk = hear(hear(hear([], second, 2), first, 1), second, 2);
    expect(bodies(talk)).toEqual(["eins", "zwei"]);
  });

  it("leave a place for what cannot be opened, which it takes when it can", () => {
    const late = says("doch noch");
    const sealed = { id: late.id, room: ROOM, sender: late.sender, at: 1 };
    const talk = hearUnread(hear([], says("danach"), 2), sealed);
    expect(bodies(talk)).toEqual(["?", "danach"]);
    expect(bodies(hear(talk, late, 1))).toEqual(["doch noch", "danach"]);
  });

  it("lose that place if it was no message, and never give up what was read", () => {
    const act = message({}, { type: "org.gremium.command" });
    const talk = hearUnread([], { id: act.id, room: ROOM, sender: act.sender, at: 1 });
    expect(hear(talk, act, 1)).toEqual([]);
    const known = says("gelesen");
    const read = hear([], known, 1);
    expect(hearUnread(read, { id: known.id, room: ROOM, sender: known.sender, at: 1 })).toBe(read);
  });

  it("are not buried by many that cannot be opened: those in a row are one, and count", () => {
    const shut = (id: string, at: number) => ({ id, room: ROOM, sender: "@eve:rat.example", at });
    let talk = hear(hearUnread([], shut("$1", 1)), says("eins"), 2);
    for (const at of [3, 4, 5]) talk = hearUnread(talk, shut(`$${at}`, at));
    talk = hear(talk, says("zwei"), 6);
    const drawn = told(talk).map((one) =>
      "count" in one
        ? `${one.count} from ${one.from} to ${one.until}`
        : one.unread
          ? "?"
          : one.text,
    );
    expect(drawn).toEqual(["?", "eins", "3 from 3 to 5", "zwei"]);
    expect(told([])).toEqual([]);
  });

  it("may ask for a reaction", () => {
    const asking = message({
      msgtype: "m.notice",
      body: "Zustimmen?",
      "org.gremium.sign_in": { key: "🔑" },
    });
    const asked = hear(hear([], asking, 1), says("Zustimmen?"), 2);
    expect(asked.map((said) => said.asks ?? false)).toEqual([true, false]);
  });

  it("are changed by their own author alone", () => {
    const said = says("alt");
    const edit = (sender: string): RoomEvent =>
      message(
        {
          msgtype: "m.text",
          body: "* neu",
          "m.new_content": { msgtype: "m.text", body: "neu" },
          "m.relates_to": { rel_type: "m.replace", event_id: said.id },
        },
        { sender },
      );
    const talk = hear([], said, 1);
    expect(bodies(hear(talk, edit("@eve:rat.example"), 2))).toEqual(["alt"]);
    expect(bodies(hear(talk, edit(said.sender), 2))).toEqual(["neu"]);
  });
});
