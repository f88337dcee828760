// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Decisions between meetings: what is asked, one's own answer with its receipt, and how it ended. */
import { html, type TemplateResult } from "lit";
import type { Act } from "../model/acts.ts";
import { type Circulation, type MyAnswer, maySupport, myAnswer } from "../model/between.ts";
import { type Model, mayPress } from "../model/model.ts";
import { CHOICES } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { button, folded } from "./stage.ts";
import { receipt } from "./vote.ts";

interface Told {
  readonly model: Model;
  readonly words: Words;
  readonly press: (act: Act) => void;
}

export function circulations(told: Told): TemplateResult | null {
  const { model, words } = told;
  const known = model.between?.circulations ?? [];
  if (known.length === 0) return null;
  return html`<section class="card circulations" aria-labelledby="circulations">
    <h2 id="circulations">${words.circulations}</h2>
    ${known.map((one) => procedure(told, one))}
  </section>`;
}

function procedure(told: Told, one: Circulation): TemplateResult {
  const { model, words } = told;
  const by = one.group || model.between?.people[one.by] || one.by;
  const facts = [words.circulationState[one.state] ?? one.state, by, ...until(told, one)];
  const mine = myAnswer(model, one);
  return html`<article class="motion">
    <h3>${one.id} ${one.title}</h3>
    <p class="quiet">${facts.join(" · ")}</p>
    <blockquote>${one.text}</blockquote>
    ${one.cut ? html`<p class="quiet">${words.cut}</p>` : null}
    ${one.state === "open" ? open(told, one, mine) : ended(one, mine, words)}
    ${maySupport(model, one) ? support(told, one) : null}
  </article>`;
}

function until({ model, words }: Told, one: Circulation): string[] {
  if (one.state !== "open" || one.until === null || model.between === null) return [];
  const end = new Date(one.until).toLocaleString(words.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: model.between.time_zone,
  });
  return [words.untilThen(end)];
}

function support(told: Told, one: Circulation): TemplateResult {
  const { words } = told;
  const act: Act = { kind: "circulation-support", id: one.id };
  return html`<p class="quiet">${words.signedBy(one.signed.length, one.needed)}</p>
    ${button(told, act, words.support, { about: one.id })}`;
}

function open(told: Told, one: Circulation, mine: MyAnswer): TemplateResult {
  const { words } = told;
  const how = one.agreement ? words.agreementNeeded(one.agreement) : words.nobodyObjects;
  return html`<p class="count">${words.answeredOf(one.answered.length, one.asked.length)}</p>
    ${mine.state === "not-asked" ? html`<p>${words.notAsked}</p>` : answering(told, one, mine)}
    <p class="quiet">${how}</p>`;
}

function answering(told: Told, one: Circulation, mine: MyAnswer): TemplateResult {
  const { model, words, press } = told;
  const { id } = one;
  const chosen = "choice" in mine ? mine.choice : null;
  const choices = CHOICES.filter((choice) => choice !== "abstain" || one.abstention);
  const why = { label: words.measureReason, required: true };
  return html`<div class="choices" role="group" aria-label=${words.yourAnswer(id)}>
      ${choices.map(
        (choice) => html`<button
          type="button"
          class=${choice}
          aria-label=${`${words.choice[choice]}: ${id}`}
          aria-pressed=${mine.state === "counted" && chosen === choice ? "true" : "false"}
          ?disabled=${!mayPress(model) || mine.state === "on-its-way"}
          @click=${() => press({ kind: "circulation-vote", id, choice })}
        >
          ${words.choice[choice]}
        </button>`,
      )}
    </div>
    <p class="receipt ${mine.state}">${answerReceipt(mine, words)}</p>
    ${folded(told, words.wantMeeting, { ...why, send: words.object, hint: words.wantMeetingHint }, (reason) => ({ kind: "circulation-object", id, reason }))}
    ${folded(told, words.recuse, { ...why, send: words.declare, hint: words.recusedBetween }, (reason) => ({ kind: "circulation-recuse", id, reason }))}`;
}

/** The sentence about one's own answer; also what a screen reader is told. */
export function answerReceipt(mine: MyAnswer, words: Words): string {
  return receipt(mine, words, words.answerCounted);
}

function ended(one: Circulation, mine: MyAnswer, words: Words): TemplateResult {
  const { result } = one;
  return html`${result ? html`<p>${words.figures(result.yes, result.no, result.abstain)}</p>` : null}
  ${mine.state === "counted" ? html`<p class="receipt counted">${answerReceipt(mine, words)}</p>` : null}`;
}
