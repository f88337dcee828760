// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The session panel: everything a member needs beside the chat, the open vote first. */
import { html, LitElement, type TemplateResult, unsafeCSS } from "lit";
import { property } from "lit/decorators.js";
import type { Act } from "../model/acts.ts";
import type { Model } from "../model/model.ts";
import { itemOf, type View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { alone } from "./alone.ts";
import { circulations } from "./between.ts";
import { opensBlock } from "./block.ts";
import { postal, sums } from "./counting.ts";
import { elections } from "./elections.ts";
import { business, floor } from "./floor.ts";
import { foot } from "./foot.ts";
import { guests } from "./guests.ts";
import { hands, lead, mark } from "./lead.ts";
import { agenda, motions, people } from "./lists.ts";
import { notices } from "./notices.ts";
import { opening } from "./opening.ts";
import { order } from "./order.ts";
import { questions } from "./questions.ts";
import { releases, releasing } from "./released.ts";
import { result } from "./result.ts";
import { self } from "./self.ts";
import { button, nameOf, type Stage } from "./stage.ts";
import css from "./style.css?inline";
import { supervision } from "./supervision.ts";
import { urgent } from "./urgent.ts";
import { vote } from "./vote.ts";

/** Phases in which nothing is decided in the meeting, but perhaps without one. */
const IDLE = ["planned", "invited", "closed", "drafted", "approved", "cancelled"];

export class Panel extends LitElement {
  static override styles = unsafeCSS(css);
  @property({ attribute: false }) accessor model!: Model;
  @property({ attribute: false }) accessor words!: Words;
  @property({ attribute: false }) accessor dismiss: () => void = () => {};
  /** Whether it stands in the office: some things are entered there alone. */
  @property({ attribute: false }) accessor office = false;
  @property({ attribute: false }) accessor plainly: (() => void) | null = null;

  /** Draws at once what waits for its frame. */
  #draw = (): void => {};
  #pressed = false;

  /** Votes may come in faster than frames: all of a frame are drawn once. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated && !this.#pressed) {
      await new Promise<void>((resolve) => {
        this.#draw = resolve;
        void nextFrame().then(resolve);
      });
    }
    super.scheduleUpdate();
  }

  #send: (act: Act) => void = () => {};
  #press = (act: Act): void => {
    this.#pressed = true;
    setTimeout(() => {
      this.#pressed = false;
    });
    this.#send(act);
    this.#draw();
  };

  /** What follows from a press is drawn before the next one, which could else be lost in silence. */
  get press(): (act: Act) => void {
    return this.#press;
  }

  set press(send: (act: Act) => void) {
    this.#send = send;
  }

  override render(): TemplateResult {
    const { model, words, press } = this;
    const { view } = model;
    return html`<main>
      ${notices(this)} ${view ? this.#session({ model, words, press, view }) : this.#waiting()}
      ${foot(words, this.plainly)}
    </main>`;
  }

  #session(stage: Stage): TemplateResult {
    const { model, words, view, press } = stage;
    const idle = IDLE.includes(view.meeting.phase);
    return html`${this.#head(view)}
      <div class="columns">
        <div class="column">
          ${vote(model, words, press)} ${alone(stage)} ${hands(stage)} ${sums(stage)} ${lead(stage)} ${opening(stage)}
          ${urgent(view, words)} ${questions(stage)} ${opensBlock(stage)}
          ${elections(stage)} ${postal(stage)} ${idle ? circulations(stage) : null} ${view.ballot ? null : result(view, words)}
          ${releases(model, words)} ${business(stage)} ${idle ? null : circulations(stage)}
          ${releasing(stage)} ${this.office ? this.#backOffice() : null}
        </div>
        <div class="column side">${floor(stage)} ${self(stage)} ${order(stage)}</div>
        <div class="column">
          ${motions(view, words)} ${agenda(view, words)}
          ${people(view, words, (person) => mark(stage, person))}
        </div>
      </div>`;
  }

  #waiting(): TemplateResult {
    const { words } = this;
    return html`<section class="card empty">
        <h1>${words.waiting}</h1>
        <p class="quiet">${words.waitingHint}</p>
        <div class="row">
          ${button(this, { kind: "status" }, words.askStatus)} ${this.#asksBetween()}
        </div>
      </section>
      ${releases(this.model, words)} ${circulations(this)} ${this.office ? this.#backOffice() : null}`;
  }

  /** What is decided on in the office alone, with or without a meeting. */
  #backOffice(): TemplateResult {
    return html`${guests(this)} ${supervision(this)}`;
  }

  /** What runs between meetings may have been said long ago: it can be asked for again. */
  #asksBetween(): TemplateResult {
    return button(this, { kind: "show-circulations" }, this.words.askCirculations);
  }

  #head(view: View): TemplateResult {
    const { words } = this;
    const item = itemOf(view, view.item);
    const { chair } = view.meeting;
    const phase = words.phase[view.meeting.phase] ?? view.meeting.phase;
    const facts = [chair ? words.chairedBy(nameOf(view, chair)) : "", quorum(view, words)];
    return html`<header class="card head ${view.meeting.non_public ? "closed" : ""}">
      <p class="quiet">${view.body.name} · ${view.meeting.title} · ${phase}</p>
      <h1>
        ${
          item
            ? html`<span class="number">${words.item(item.number)}</span> ${item.title ?? words.hiddenTitle}`
            : words.noItem
        }
      </h1>
      ${view.meeting.non_public ? html`<p class="closed-note">${words.nonPublic}</p>` : null}
      <p class="facts">${facts.filter(Boolean).join(" · ")}</p>
      ${IDLE.includes(view.meeting.phase) ? html`<div class="row">${this.#asksBetween()}</div>` : null}
    </header>`;
  }
}

/** Milliseconds after which is drawn where there are no frames: in a tab nobody looks at. */
const UNSEEN = 100;

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const unseen = setTimeout(resolve, UNSEEN);
    requestAnimationFrame(() => {
      clearTimeout(unseen);
      resolve();
    });
  });
}

export function quorum(view: View, words: Words): string {
  if (!view.quorum) return view.meeting.roll_call_open ? words.rollCall : words.noRollCall;
  const { present, needed, quorate, presumed } = view.quorum;
  const state = quorate ? words.quorate : presumed ? words.presumed : words.inquorate;
  return `${words.quorum(present, needed)} (${state})`;
}

customElements.define("gremium-panel", Panel);
