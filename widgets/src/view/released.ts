// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Non-public resolutions made known after all: what everybody may read, and how one comes to be. */
import { html, type TemplateResult } from "lit";
import type { Model } from "../model/model.ts";
import type { Released } from "../model/released.ts";
import type { Words } from "../words/index.ts";
import { leads, line, type Stage, said, sheet } from "./stage.ts";

export function releases(model: Model, words: Words): TemplateResult | null {
  if (model.released.length === 0) return null;
  return html`<section class="card releases" aria-labelledby="releases">
    <h2 id="releases">${words.releases}</h2>
    ${[...model.released].reverse().map((one) => release(one, words))}
  </section>`;
}

function release(one: Released, words: Words): TemplateResult {
  const day = new Date(one.decided).toLocaleDateString(words.locale, { dateStyle: "long" });
  const counted = one.result
    ? ` · ${one.result.adopted ? words.adopted : words.rejected} (${words.figures(one.result.yes, one.result.no, one.result.abstain)})`
    : "";
  return html`<article class="motion">
    <h3>${one.number} ${one.title}</h3>
    <p class="quiet">${words.decidedOn(day)}${counted}</p>
    <blockquote>${one.text}</blockquote>
    ${one.cut ? html`<p class="quiet">${words.cut}</p>` : null}
    ${one.own_words ? null : html`<p class="quiet">${words.wordedForPublic}</p>`}
    <p class="quiet">${one.resolved_in ? words.releasedByBody : words.groundGone(one.reason)}</p>
  </article>`;
}

/** Chair and clerk: by a vote of the body or by the chair's word, whichever the Land's law asks for. */
export function releasing(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  if (!leads(stage) || view.meeting.phase !== "open" || view.ballot) return null;
  const fields = html`<p class="quiet">${words.releaseHint}</p>
    ${line(words.resolutionNumber, true, "number")} ${line(words.releaseReason, false)}`;
  const buttons = [words.voteOnRelease, words.release];
  return html`<section class="card">
    ${sheet(stage, words.makeKnown, fields, buttons, (data, n) => {
      const number = said(data, "number");
      return n === 0
        ? { kind: "open-release", number }
        : { kind: "release", number, reason: said(data, "text") };
    })}
  </section>`;
}
