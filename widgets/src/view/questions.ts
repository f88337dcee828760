// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The residents' question time: who asks, how long still, how many wait, and what is answered later. */
import { html, type TemplateResult } from "lit";
import type { View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { leads, line, type Stage, said, sheet } from "./stage.ts";
import "./clock.ts";

type Asked = View["question_time"]["called"][number];

export function questions(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const { running, waiting, called, owed, until } = view.question_time;
  const open = [
    ...(waiting.length > 0 ? [words.questionsWait(waiting.length, waiting.join(", "))] : []),
    ...(owed.length > 0 ? [words.questionsOwed(owed.join(", "))] : []),
  ];
  if (!running && !(leads(stage) && open.length > 0)) return null;
  return html`<section class="card questions" aria-labelledby="questions">
    <h2 id="questions">${words.questionTime}</h2>
    ${
      running
        ? html`<p class="speaker">${called.length > 0 ? null : words.nobodyAsks}
            <gremium-clock .ends=${until} .words=${words} .over=${words.questionsOver}></gremium-clock>
          </p>`
        : null
    }
    ${called.map((one) => html`${asked(one, words)} ${leads(stage) ? answered(stage, one) : null}`)}
    ${open.map((line) => html`<p class="quiet">${line}</p>`)}
  </section>`;
}

/** A resident and the question, as it was handed in. */
export function asked(one: Asked, words: Words): TemplateResult {
  return html`<p class="asks">${words.asks(one.id, one.name)}</p>
    <blockquote>${one.text}${one.cut ? "…" : ""}</blockquote>`;
}

/** What became of it: answered here, or to be answered in writing. */
function answered(stage: Stage, { id }: Asked): TemplateResult {
  const { words } = stage;
  const later = html`<label>${words.answerUntil}<input type="date" name="due" required /></label>
    ${line(words.office, true)}`;
  return html`${sheet(
    stage,
    words.answered,
    line(words.answerText, true),
    [words.keepAnswer],
    (data) => ({ kind: "answer-question", id, text: said(data, "text") }),
    id,
  )}
  ${sheet(
    stage,
    words.inWriting,
    later,
    [words.promise],
    (data) => ({
      kind: "defer-question",
      id,
      due: said(data, "due"),
      office: said(data, "text"),
    }),
    id,
  )}`;
}
