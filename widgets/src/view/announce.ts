// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What a screen reader is told, and only when it changes: vote opened, result, one's own vote. */
import { type Model, myVote } from "../model/model.ts";
import type { Words } from "../words/index.ts";
import { receipt } from "./vote.ts";

export function announcement(before: Model, after: Model, words: Words): string | null {
  const [was, now] = [before.view, after.view];
  if (!now) return null;
  if (now.ballot && was?.ballot?.id !== now.ballot.id) return words.vote(now.ballot.id);
  const mine = myVote(after);
  if (mine.state !== myVote(before).state && receipt(mine, words)) return receipt(mine, words);
  if (now.last_result && was?.last_result?.id !== now.last_result.id) {
    const { result } = now.last_result;
    const verdict = result ? (result.adopted ? words.adopted : words.rejected) : words.undecided;
    return `${words.result(now.last_result.id)}: ${verdict}`;
  }
  const seat = after.seat ?? "";
  const floor = now.conference.floor.includes(seat) && !was?.conference.floor.includes(seat);
  return floor ? words.youHaveFloor : null;
}
