// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * What a screen reader is told, and only when it changes: vote opened, closing soon, result, one's own
 * vote, the floor. `reminder` says what ends soon, as time passes.
 */
import { myAnswer } from "../model/between.ts";
import { type Model, myVote } from "../model/model.ts";
import type { View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { answerReceipt } from "./between.ts";
import { receipt } from "./vote.ts";

export function announcement(before: Model, after: Model, words: Words): string | null {
  const [was, now] = [before.view, after.view];
  const between = answerSaid(before, after, words);
  if (between !== null) return between;
  const released = after.released.find((one) => !before.released.includes(one));
  if (released) return `${words.releases}: ${released.number}, ${released.title}`;
  if (!now) return null;
  if (now.ballot && was?.ballot?.id !== now.ballot.id) {
    const asks = now.ballot.mode === "unopposed" ? `. ${words.whoObjects}` : "";
    return words.vote(now.ballot.id) + asks;
  }
  const mine = receipt(myVote(after), words);
  if (mine && mine !== receipt(myVote(before), words)) return mine;
  if (closing(after) && !closing(before)) return words.closingSoon(missing(now));
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
  if (endOf(now, seat) > endOf(was, seat)) return words.moreTime;
  const floor = now.conference.floor.includes(seat) && !was?.conference.floor.includes(seat);
  return floor ? words.youHaveFloor : null;
}

/** When one's own time to speak ends; NaN, which is after nothing, if there is none. */
function endOf(view: View | null, seat: string): number {
  return Date.parse(view?.debate.speaking.find((one) => one.seat === seat)?.ends ?? "");
}

/** Share of those entitled who are still missing when a vote is about to be closed. */
const LAST = 1 / 5;

function missing({ ballot }: View): number {
  return ballot ? ballot.entitled - ballot.received : 0;
}

/** The chair closes a vote, no clock: it will be soon once few are missing. Said to who is. */
function closing(model: Model): boolean {
  const { view } = model;
  const ballot = view?.ballot;
  if (!view || !ballot || myVote(model).state !== "open") return false;
  if (["unopposed", "secret"].includes(ballot.mode)) return false;
  return ballot.received > 0 && missing(view) <= Math.max(1, ballot.entitled * LAST);
}

const MINUTE = 60_000;
/** How long before its end one's own speech, and a decision one has not answered, are reminded of. */
const BEFORE = { speech: MINUTE, answer: 60 * MINUTE };

/** What is said because time has passed since it was last looked at; both in milliseconds. */
export function reminder(model: Model, since: number, now: number, words: Words): string | null {
  const { view, seat, between } = model;
  const nears = (end: string | null, before: number): boolean => {
    const [at, ends] = [Date.parse(end ?? "") - before, Date.parse(end ?? "")];
    return since < at && at <= now && now < ends;
  };
  const mine = view?.debate.speaking.find((one) => one.seat === seat);
  if (mine && nears(mine.ends, BEFORE.speech)) return words.minuteLeft;
  const asked = between?.circulations.find(
    (one) => nears(one.until, BEFORE.answer) && myAnswer(model, one).state === "open",
  );
  return asked ? words.answerSoon(asked.id) : null;
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
