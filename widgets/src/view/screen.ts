// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The hall's screen: read-only, for a projector. In the non-public part it shows a curtain. */
import { html, LitElement, type TemplateResult, unsafeCSS } from "lit";
import { property } from "lit/decorators.js";
import type { Model } from "../model/model.ts";
import { itemOf, personOf, type View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { block } from "./block.ts";
import { agenda } from "./lists.ts";
import { troubleText } from "./notices.ts";
import { quorum } from "./panel.ts";
import { result, seats } from "./result.ts";
import "./clock.ts";
import { asked } from "./questions.ts";
import css from "./style.css?inline";
import { urgent } from "./urgent.ts";
import { count, question, voteMode } from "./vote.ts";

/** How many of those who wait the wall names. */
const NEXT = 5;

export class Screen extends LitElement {
  static override styles = unsafeCSS(css);
  @property({ attribute: false }) accessor model!: Model;
  @property({ attribute: false }) accessor words!: Words;

  override render(): TemplateResult {
    const { model, words } = this;
    const { view } = model;
    const uncertain = !model.online || model.troubles.length > 0;
    return html`<main class="screen">
      ${
        uncertain
          ? html`<p class="notice" role="alert">
            ${model.online ? "" : words.offline} ${model.troubles.map((known) => troubleText(known, words))}
          </p>`
          : null
      }
      ${view ? this.#state(view) : html`<p class="large">${words.waiting}</p>`}
    </main>`;
  }

  #state(view: View): TemplateResult {
    return view.meeting.non_public ? this.#curtain() : this.#public(view);
  }

  #curtain(): TemplateResult {
    return html`<section class="curtain">
      <h1>${this.words.nonPublic}</h1>
      <p>${this.words.nonPublicHint}</p>
    </section>`;
  }

  #public(view: View): TemplateResult {
    const { words } = this;
    const item = itemOf(view, view.item);
    return html`<header>
        <p>${view.body.name} · ${view.meeting.title}</p>
        <h1>${item ? `${words.item(item.number)} ${item.title ?? words.hiddenTitle}` : words.noItem}</h1>
        <p>${quorum(view, words)}</p>
        ${view.measures
          .filter((one) => one.standing === "objected")
          .map((one) => html`<p>${words.appealWaits(one.id)}</p>`)}
      </header>
      ${view.ballot ? this.#vote(view) : (this.#questions(view) ?? this.#speaker(view) ?? urgent(view, words) ?? result(view, words) ?? agenda(view, words))}`;
  }

  /** Residents' question time: who asks what, how long still, how many wait. */
  #questions(view: View): TemplateResult | null {
    const { words } = this;
    const { running, until, called, waiting } = view.question_time;
    if (!running) return null;
    return html`<section class="questions">
      <h2>${words.questionTime}</h2>
      <gremium-clock .ends=${until} .words=${words} .over=${words.questionsOver}></gremium-clock>
      ${called.map((one) => asked(one, words))}
      ${waiting.length > 0 ? html`<p>${words.questionsWait(waiting.length, waiting.join(", "))}</p>` : null}
    </section>`;
  }

  /** Who speaks, how long still, and who is next. */
  #speaker(view: View): TemplateResult | null {
    const { words } = this;
    const { speaking, waiting } = view.debate;
    const name = (seat: string): string => personOf(view, seat)?.name ?? seat;
    const others = view.conference.floor.filter((seat) =>
      speaking.every((one) => one.seat !== seat),
    );
    if (speaking.length + others.length + waiting.length === 0) return null;
    return html`${speaking.map(
      (one) => html`<p class="large">${words.hasFloor(name(one.seat))}</p>
        <gremium-clock .ends=${one.ends} .words=${words}></gremium-clock>`,
    )}
      ${others.map((seat) => html`<p class="large">${words.hasFloor(name(seat))}</p>`)}
      ${
        waiting.length > 0
          ? html`<ol class="waiting" aria-label=${words.speakersList}>
              ${waiting.slice(0, NEXT).map(({ seat }) => html`<li>${name(seat)}</li>`)}
            </ol>`
          : null
      }`;
  }

  #vote(view: View): TemplateResult {
    const ballot = view.ballot!;
    const { words } = this;
    return html`<section>
      <h2>${words.vote(ballot.id)} · ${voteMode(ballot, words)}</h2>
      ${question(view, ballot, words)} ${block(view, ballot, words, null)}
      ${
        ballot.mode === "unopposed"
          ? html`<p class="large">${words.whoObjects}</p>`
          : html`<div class="large">${count(ballot, words)}</div>`
      }
      ${ballot.hidden ? html`<p class="quiet">${words.hiddenUntilClose}</p>` : null}
      ${ballot.until_all ? html`<p class="quiet">${words.untilAll}</p>` : null}
      ${ballot.votes ? seats(view, ballot.votes, words) : null}
    </section>`;
  }
}

customElements.define("gremium-screen", Screen);
