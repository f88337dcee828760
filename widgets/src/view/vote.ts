// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The open vote: what it is about, large buttons, and what became of one's own answer. */
import { html, type TemplateResult } from "lit";
import type { Act } from "../model/acts.ts";
import type { MyAnswer } from "../model/between.ts";
import { type Model, type MyVote, mayPress, myVote } from "../model/model.ts";
import {
  type Ballot,
  blockOf,
  CHOICES,
  isWeighted,
  itemOf,
  personOf,
  type View,
} from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { block } from "./block.ts";
import { wording } from "./difference.ts";
import { seats } from "./result.ts";
import { button, nameOf } from "./stage.ts";

export type Press = (act: Act) => void;

export function vote(model: Model, words: Words, press: Press): TemplateResult | null {
  const { view } = model;
  const ballot = view?.ballot;
  if (!view || !ballot) return null;
  const mine = myVote(model);
  return html`<section class="card vote" aria-labelledby="vote">
    <h2 id="vote">${words.vote(ballot.id)}</h2>
    <p class="quiet">${voteMode(ballot, words)}</p>
    ${question(view, ballot, words)}
    ${block(view, ballot, words, mine.state === "not-entitled" ? null : { model, press })}
    ${answering(model, ballot, mine, words, press)}
    ${ballot.mode === "unopposed" ? null : count(ballot, words)}
    ${ballot.hidden ? html`<p class="quiet">${words.hiddenUntilClose}</p>` : null}
    ${ballot.until_all ? html`<p class="quiet">${words.untilAll}</p>` : null}
    ${ballot.votes ? seats(view, ballot.votes, words) : null}
  </section>`;
}

/** How it is voted. A way this page does not know is an open vote to it. */
export function voteMode(ballot: Ballot, words: Words): string {
  return words.voteMode[ballot.mode] ?? words.openVote;
}

/** How many have answered. */
export function count(ballot: Ballot, words: Words): TemplateResult {
  return html`<p class="count">${words.received(ballot.received, ballot.entitled)}</p>
    <progress max=${Math.max(1, ballot.entitled)} value=${ballot.received} aria-hidden="true"></progress>`;
}

/** What is voted on: the motion's wording, an item's title, a member's affair, or the ballot's words. */
export function question(view: View, ballot: Ballot, words: Words): TemplateResult {
  const motion = view.motions.find((known) => known.id === ballot.ref);
  const title = motion ? "" : subject(view, ballot, words);
  if (blockOf(view, ballot).length > 0) return html`<p class="standing">${title}</p>`;
  const text = motion?.amends
    ? wording(motion, view.motions)
    : ballot.text || motion?.text || itemOf(view, ballot.ref)?.title || "";
  return html`${title ? html`<p class="standing">${title}</p>` : null}
    ${text ? html`<blockquote>${motion ? html`<b>${motion.id}</b> ` : null}${text}</blockquote>` : null}`;
}

/** What kind of question it is, where the wording alone does not tell. */
function subject(view: View, ballot: Ballot, words: Words): string {
  const measure = view.measures.find((one) => one.id === ballot.ref);
  const about =
    measure && ballot.subject === "measure"
      ? `${measure.id}, ${words.orderStep[measure.step] ?? measure.step}, ${nameOf(view, measure.seat)}`
      : (personOf(view, ballot.ref)?.name ?? itemOf(view, ballot.ref)?.number ?? ballot.ref);
  return words.subject[ballot.subject]?.(about) ?? "";
}

/** Where one answers; nothing is answered here where papers are handed out. */
function answering(
  model: Model,
  ballot: Ballot,
  mine: MyVote,
  words: Words,
  press: Press,
): TemplateResult {
  if (ballot.mode === "secret") return html`<p>${words.onPaper}</p>`;
  if (mine.state === "not-entitled") return html`<p>${words.youMayNotVote}</p>`;
  if (ballot.mode !== "unopposed")
    return html`${weight(model, words)} ${buttons(model, mine, words, press)}`;
  return html`<p>${words.consentHint}</p>
    ${button({ model, press }, { kind: "dissent", seat: null }, words.dissent)}`;
}

/** How many votes one's own seat casts, where that differs from seat to seat. */
function weight({ view, seat }: Model, words: Words): TemplateResult | null {
  const person = view && isWeighted(view) ? personOf(view, seat) : undefined;
  return person ? html`<p>${words.youCast(person.weight)}</p>` : null;
}

function buttons(model: Model, mine: MyVote, words: Words, press: Press): TemplateResult {
  const chosen = "choice" in mine ? mine.choice : null;
  return html`<div class="choices" role="group" aria-labelledby="vote">
      ${CHOICES.map(
        (choice) => html`<button
          class=${choice}
          aria-pressed=${mine.state === "counted" && chosen === choice ? "true" : "false"}
          ?disabled=${!mayPress(model) || mine.state === "on-its-way"}
          @click=${() => press({ kind: "vote", choice })}
        >
          ${words.choice[choice]}
        </button>`,
      )}
    </div>
    <p class="receipt ${mine.state}">${receipt(mine, words)}</p>
    ${mine.state === "counted" ? html`<p class="quiet">${words.canChange}</p>` : null}`;
}

/**
 * The sentence about one's own vote or answer; also what a screen reader is told.
 *
 * `counted` is said where the bot alone knows which one it counted.
 */
export function receipt(
  mine: MyVote | MyAnswer,
  words: Words,
  counted: string = words.countedUnknown,
): string {
  switch (mine.state) {
    case "counted":
      return mine.choice ? words.counted(words.choice[mine.choice]) : counted;
    case "on-its-way":
      return words.onItsWay(words.choice[mine.choice]);
    case "not-sent":
      return words.notSent;
    case "unknown":
      return words.unknown;
    default:
      return "";
  }
}
