// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The council's conference: its people in sight, the open vote over them, the agenda beside them. */
import { html, LitElement, type TemplateResult, unsafeCSS } from "lit";
import { property } from "lit/decorators.js";
import type { Act } from "../model/acts.ts";
import { lobby as before, type Call, notReceivedBy, sparing } from "../model/call.ts";
import type { Model } from "../model/model.ts";
import type { View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { alone } from "./alone.ts";
import { sums } from "./counting.ts";
import { business, floor } from "./floor.ts";
import { foot } from "./foot.ts";
import { hands as handsInHall, lead, mark } from "./lead.ts";
import { agenda, motions, people } from "./lists.ts";
import { type CallHands, lobby, switches } from "./lobby.ts";
import { notices } from "./notices.ts";
import { order } from "./order.ts";
import { questions } from "./questions.ts";
import { result } from "./result.ts";
import { self } from "./self.ts";
import { nameOf, type Stage } from "./stage.ts";
import css from "./style.css?inline";
import { type Pictures, tiles } from "./tiles.ts";
import { vote } from "./vote.ts";

export class Conference extends LitElement {
  static override styles = unsafeCSS(css);
  @property({ attribute: false }) accessor model!: Model;
  @property({ attribute: false }) accessor words!: Words;
  @property({ attribute: false }) accessor call: Call = before("");
  @property({ attribute: false }) accessor pictures: Pictures = new Map();
  @property({ attribute: false }) accessor press: (act: Act) => void = () => {};
  @property({ attribute: false }) accessor dismiss: () => void = () => {};
  @property({ attribute: false }) accessor hands: CallHands | null = null;

  override render(): TemplateResult {
    const { model, words, press } = this;
    const { view } = model;
    const inside = ["connected", "reconnecting"].includes(this.call.line);
    return html`<main class="conference">
      ${notices(this)} ${this.#troubles()}
      <div class="meeting">
        <div class="column scene">
          ${inside ? html`<h1 class="heard">${words.call.title}</h1>${tiles(this)} ${this.#controls(switches)}` : this.#controls(lobby)}
          ${view?.ballot ? html`<div class="over">${vote(model, words, press)}</div>` : null}
        </div>
        ${view ? this.#beside({ model, words, press, view }) : null}
      </div>
      ${foot(words, null, { warned: !inside && this.hands !== null })}
    </main>`;
  }

  /** Nothing to press before the client around the page has opened the way. */
  #controls(draw: typeof lobby): TemplateResult | null {
    const { call, words, pictures, hands } = this;
    return hands && draw({ call, words, pictures, hands });
  }

  #beside(stage: Stage): TemplateResult {
    const { words, view } = stage;
    return html`<div class="column">
      ${alone(stage)} ${floor(stage)} ${handsInHall(stage)} ${sums(stage)} ${lead(stage)} ${questions(stage)} ${view.ballot ? null : result(view as View, words)}
      ${business(stage)} ${self(stage)} ${order(stage)} ${agenda(view, words)} ${motions(view, words)}
      ${people(view, words, (person) => mark(stage, person))}
    </div>`;
  }

  /** Who wants all pictures on a bad line gets them. */
  #all(): TemplateResult | null {
    const { hands, words } = this;
    return (
      hands &&
      html`<button type="button" class="small" @click=${() => hands.choose({ spares: false })}>${words.call.allPictures}</button>`
    );
  }

  /** Others say that they do not receive what is sent from here. */
  #unheard(): TemplateResult | null {
    const { call, model, words } = this;
    const seats = notReceivedBy(call, model.people);
    if (seats.length === 0) return null;
    const names = seats.map((seat) => (model.view ? nameOf(model.view, seat) : seat));
    return html`<p class="notice">${words.call.notReceivedBy(seats.length, names.join(", "))}</p>`;
  }

  #troubles(): TemplateResult {
    const { call, words } = this;
    const known = call.line === "lobby" ? "" : words.call.line[call.line];
    return html`<div role="status" class="notices">
      ${known && call.line !== "connected" ? html`<p class="notice ${call.line === "connecting" ? "passing" : ""}">${known}</p>` : null}
      ${sparing(call) ? html`<p class="notice passing">${words.call.thin} ${this.#all()}</p>` : null}
      ${this.#unheard()} ${call.missing.map((source) => html`<p class="notice">${words.call.missing[source]}</p>`)}
    </div>`;
  }
}

customElements.define("gremium-conference", Conference);
