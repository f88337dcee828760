// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { claimedKey, digest, isSigned, replyTo } from "../src/model/signed.ts";
import type { Content } from "../src/model/view.ts";

/** Signed by the bot's own code; see `tests/unit/test_signed.py`. */
const golden = new URL("../../tests/golden/signed/ballot.json", import.meta.url);
const vector: { room: string; content: Content } = JSON.parse(readFileSync(golden, "utf-8"));
const { room, content } = vector;
const key = claimedKey(content) ?? "";

describe("the bot's signature", () => {
  it("is recognised as the bot's", () => {
    expect(isSigned(content, room, key)).toBe(true);
  });

  it("is recognised in an edit, whose outside repeats it with a star", () => {
    const { "m.relates_to": _, ...inner } = content;
    const edit = { body: "* …", "m.new_content": inner, "m.relates_to": content["m.relates_to"] };
    expect(isSigned(edit, room, key)).toBe(true);
  });

  it.each([
    ["another room", content, "!anderswo", key],
    ["another text", { ...content, body: "angenommen" }, room, key],
    [
      "another answer",
      { ...content, "m.relates_to": { "m.in_reply_to": { event_id: "$x" } } },
      room,
      key,
    ],
    ["a field added", { ...content, extra: 1 }, room, key],
    ["another key", content, room, key.replace(/^./, (c) => (c === "A" ? "B" : "A"))],
    ["no signature", { ...content, "org.gremium.signed": undefined }, room, key],
    [
      "a signature of the wrong form",
      { ...content, "org.gremium.signed": { key, signature: "!!" } },
      room,
      key,
    ],
    [
      "a signature that is too short",
      { ...content, "org.gremium.signed": { key, signature: "AA" } },
      room,
      key,
    ],
    ["no object", { ...content, "org.gremium.signed": key }, room, key],
  ])("is refused for %s", (_what, said, where, by) => {
    expect(isSigned(said as Content, where, by)).toBe(false);
  });

  it("tells what a message answers, whatever the field holds", () => {
    expect(replyTo(content)).toBe("$frage");
    for (const odd of [
      null,
      1,
      "x",
      [],
      { "m.in_reply_to": 1 },
      { "m.in_reply_to": { event_id: 1 } },
    ]) {
      expect(replyTo({ "m.relates_to": odd })).toBeNull();
    }
  });

  it("names people by the digest the bot uses", () => {
    const meant = content["org.gremium.for"] as { people: Record<string, string> };
    expect(meant.people[digest("@berta:rat.example")]).toBe("1");
  });
});
