// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What a screen reader is told, and only when it changes: vote opened, result, one's own vote. */
import { myAnswer } from "../model/between.ts";
import { type Model, myVote } from "../model/model.ts";
import type { Words } from "../words/index.ts";
import { answerReceipt } from "./between.ts";
import { receipt } from "./vote.ts";

export function announcement(before: Model, after: Model, words: Words): string | null {
  const [was, now] = [before.view, after.view];
  const between = answerSaid(before, after, words);
  if (between !== null || !now) return between;
  if (now.ballot && was?.ballot?.id !== now.ballot.id) {
    const asks = now.ballot.mode === "unopposed" ? `. ${words.whoObjects}` : "";
    return words.vote(now.ballot.id) + asks;
  }
  const mine = myVote(after);
  if (mine.state !== myVote(before).state && receipt(mine, words)) return receipt(mine, words);
  if (now.last_result && was?.last_result?.id !== now.last_result.id) {
    const { result } = now.last_result;
    const verdict = result ? (result.adopted ? words.adopted : words.rejected) : words.undecided;
    return `${words.result(now.last_result.id)}: ${verdict}`;
  }
  const seat = after.seat ?? "";
  const asks = now.question_time.called.find(
    ({ id }) => !was?.question_time.called.some((known) => known.id === id),
  );
  if (asks) return words.asks(asks.id, asks.name);
  const measure = now.measures.find(
    (one) => one.seat === seat && !was?.measures.some((known) => known.id === one.id),
  );
  if (measure && was) return `${measure.id}: ${words.orderStep[measure.step] ?? measure.step}`;
  const floor = now.conference.floor.includes(seat) && !was?.conference.floor.includes(seat);
  return floor ? words.youHaveFloor : null;
}

/** What has become of one's own answer in a decision between meetings. */
function answerSaid(before: Model, after: Model, words: Words): string | null {
  if (before.between === after.between && before.sending === after.sending) return null;
  for (const one of after.between?.circulations ?? []) {
    const mine = myAnswer(after, one);
    if (before.between !== null && mine.state !== myAnswer(before, one).state)
      return answerReceipt(mine, words) || null;
  }
  return null;
}
