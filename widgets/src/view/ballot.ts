// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The place of the secret ballot: a page that is one file and can open no connection.
 *
 * Secret votes are held on paper as yet. So it shows what is voted on and that papers are handed out,
 * and has nothing to press.
 */
import { html, LitElement, type TemplateResult, unsafeCSS } from "lit";
import { property } from "lit/decorators.js";
import type { Model } from "../model/model.ts";
import type { View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { troubleText } from "./notices.ts";
import { result } from "./result.ts";
import css from "./style.css?inline";
import { question } from "./vote.ts";

export class Ballot extends LitElement {
  static override styles = unsafeCSS(css);
  @property({ attribute: false }) accessor model!: Model;
  @property({ attribute: false }) accessor words!: Words;

  override render(): TemplateResult {
    const { model, words } = this;
    const { view } = model;
    const uncertain = [
      ...(model.online ? [] : [words.offline]),
      ...model.troubles.map((known) => troubleText(known, words)),
    ];
    return html`<main>
      <div role="alert" class="notices">
        ${uncertain.map((text) => html`<p class="notice">${text}</p>`)}
      </div>
      <section class="card head">
        ${view ? html`<p class="quiet">${view.body.name} · ${view.meeting.title}</p>` : null}
        <h1>${words.secretBallot}</h1>
        <p>${words.onPaper}</p>
      </section>
      ${view ? this.#state(view) : html`<p class="quiet">${words.waiting}</p>`}
    </main>`;
  }

  #state(view: View): TemplateResult | null {
    const { words } = this;
    const { ballot, last_result: last } = view;
    if (ballot?.mode === "secret") {
      return html`<section class="card vote" aria-labelledby="vote">
        <h2 id="vote">${words.vote(ballot.id)}</h2>
        ${question(view, ballot, words)}
      </section>`;
    }
    if (last?.mode === "secret") return result(view, words);
    return html`<p class="quiet">${words.noSecretBallot}</p>`;
  }
}

customElements.define("gremium-ballot", Ballot);
