// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
import { afterEach, describe, expect, it, vi } from "vitest";
import { whole } from "../src/matrix/whole.ts";

const MEMBERS = "https://server.example/_matrix/client/v3/rooms/!a%3Ab/members";

/** A server that refuses what is asked of one moment; it keeps what it was asked. */
function refusing(): string[] {
  const heard: string[] = [];
  vi.stubGlobal("fetch", async (resource: string | URL) => {
    const asked = String(resource);
    heard.push(asked);
    const refused = asked.includes("at=") || asked.includes("send");
    return new Response(refused ? "no" : "all", { status: refused ? 403 : 200 });
  });
  return heard;
}

describe("who is in a room", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is asked for as of now where the moment of the last sync is not shown", async () => {
    const heard = refusing();
    const answer = await whole(new URL(`${MEMBERS}?not_membership=leave&at=s67`));
    expect([answer.status, await answer.text()]).toEqual([200, "all"]);
    expect(heard).toEqual([
      `${MEMBERS}?not_membership=leave&at=s67`,
      `${MEMBERS}?not_membership=leave`,
    ]);
  });

  it("is not asked for a second time where anything else is refused", async () => {
    const heard = refusing();
    const sending = "https://server.example/_matrix/client/v3/rooms/!a/send/m.room.message/1?at=1";
    expect((await whole(sending)).status).toBe(403);
    expect((await whole(`${MEMBERS}?not_membership=leave`)).status).toBe(200);
    expect(heard).toHaveLength(2);
  });
});
