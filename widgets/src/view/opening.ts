// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** How far the opening is, for chair and clerk: steps, convocation, proof of the public notice. */
import { html, type TemplateResult } from "lit";
import { SKIPPABLE, type Skippable } from "../model/acts.ts";
import type { Opening } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { folded, leads, line, type Stage, said, sheet } from "./stage.ts";

export function opening(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  if (!leads(stage) || !view.opening) return null;
  const { steps, notice } = view.opening;
  return html`<section class="card" aria-labelledby="opening">
    <h2 id="opening">${words.opening}</h2>
    ${steps.length > 0 ? order(view.opening, words) : null} ${convocation(stage, view.opening)}
    ${published(notice, words)} ${skipping(stage, view.opening)}
  </section>`;
}

function order({ steps }: Opening, words: Words): TemplateResult {
  const next = steps.find((one) => one.state === "open");
  return html`<ol class="entries">
    ${steps.map(
      (one) => html`<li aria-current=${one === next ? "step" : "false"}>
        <span class="who">${words.openingStep[one.step] ?? one.step}</span>
        <span class="quiet">${one === next ? words.openingNext : (words.stepState[one.state] ?? one.state)}</span>
      </li>`,
    )}
  </ol>`;
}

/** What is held against it, and the chair's word on that. */
function convocation(stage: Stage, { convocation: known }: Opening): TemplateResult | null {
  const { view, words } = stage;
  if (!known.needed && known.faults.length === 0) return null;
  const faults = known.faults.map((fault) => words.convocationFault[fault] ?? fault);
  const states = view.meeting.phase === "open" && !known.stated && faults.length > 0;
  const field = { label: words.convocationNote, send: words.stateAllTheSame, required: true };
  return html`<p>${known.stated ? words.convocationStated : words.convocationOpen}</p>
    ${faults.length > 0 ? html`<ul class="standing">${faults.map((fault) => html`<li>${fault}</li>`)}</ul>` : null}
    ${
      states
        ? folded(stage, words.stateAllTheSame, field, (note) => ({
            kind: "state-convocation",
            note,
          }))
        : null
    }`;
}

function published({ asked, latest, proofs }: Opening["notice"], words: Words): TemplateResult {
  const day = (moment: string): string =>
    new Date(moment).toLocaleString(words.locale, { dateStyle: "medium", timeStyle: "short" });
  const until = (moment: string | null): string => (moment ? words.noticeUntil(day(moment)) : "");
  return html`<h3>${words.notice}</h3>
    ${latest ? html`<p class="quiet">${words.noticeLatest(day(latest))}</p>` : null}
    ${proofs.length === 0 ? html`<p>${asked ? words.noticeMissing : words.noticeUnproven}</p>` : null}
    <ul class="entries">
      ${proofs.map(
        (one) => html`<li>
          <span class="who">${words.medium[one.medium] ?? one.medium}: ${one.where}</span>
          <span class="quiet">${words.noticeSince(day(one.since))} ${until(one.until)}</span>
          ${one.flaws.map((flaw) => html`<b>${words.noticeFlaw[flaw] ?? flaw}</b>`)}
        </li>`,
      )}
    </ul>
    <p class="quiet">${words.noticeHint}</p>`;
}

/** A step may be left out with a reason; attendance and quorum may not. */
function skipping(stage: Stage, { steps, convocation: known }: Opening): TemplateResult | null {
  const { view, words } = stage;
  const may = steps
    .filter(({ step, state }) => state === "open" && !(step === "convocation" && known.needed))
    .flatMap(({ step }) => SKIPPABLE.filter((one) => one === step));
  if (view.meeting.phase !== "open" || may.length === 0) return null;
  const fields = html`<label>${words.skipWhich}
      <select name="step">
        ${may.map((step) => html`<option value=${step}>${words.openingStep[step]}</option>`)}
      </select>
    </label>
    ${line(words.skipReason, true)}`;
  return sheet(stage, words.skipStep, fields, [words.skip], (data) => ({
    kind: "skip-step",
    step: said(data, "step") as Skippable,
    reason: said(data, "text"),
  }));
}
