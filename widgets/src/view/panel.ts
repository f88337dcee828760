// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The session panel: everything a member needs beside the chat, the open vote first. */
import { html, LitElement, type TemplateResult, unsafeCSS } from "lit";
import { property } from "lit/decorators.js";
import type { Act } from "../model/acts.ts";
import { type Model, mayPress, type Trouble } from "../model/model.ts";
import { steps } from "../model/steps.ts";
import { itemOf, type Person, personOf, type View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { agenda, motions, people } from "./lists.ts";
import { result } from "./result.ts";
import css from "./style.css?inline";
import { vote } from "./vote.ts";

const LEADING = ["chair", "deputy", "clerk"];

export class Panel extends LitElement {
  static override styles = unsafeCSS(css);
  @property({ attribute: false }) accessor model!: Model;
  @property({ attribute: false }) accessor words!: Words;
  @property({ attribute: false }) accessor press: (act: Act) => void = () => {};
  @property({ attribute: false }) accessor dismiss: () => void = () => {};

  override render(): TemplateResult {
    const { model, words } = this;
    const { view } = model;
    return html`<main>
      ${this.#notices()}
      ${
        view
          ? html`${this.#head(view)} ${vote(model, words, this.press)} ${this.#lead(view)}
          ${this.#self(view)} ${view.ballot ? null : result(view, words)} ${motions(view, words)}
          ${this.#floor(view)} ${agenda(view, words)}
          ${people(view, words, (person) => this.#mark(view, person))}`
          : html`<section class="card empty">
            <h1>Gremium</h1>
            <p>${words.waiting}</p>
            <p class="quiet">${words.waitingHint}</p>
            ${this.#button({ kind: "status" }, words.askStatus)}
          </section>`
      }
    </main>`;
  }

  #notices(): TemplateResult {
    const { model, words } = this;
    return html`<div role="alert" class="notices">
      ${model.online ? null : html`<p class="notice">${words.offline}</p>`}
      ${model.troubles.map((known) => html`<p class="notice">${troubleText(known, words)}</p>`)}
      ${
        model.answer === null
          ? null
          : html`<div class="notice answer">
            <p>${model.answer}</p>
            ${this.#button({ kind: "confirm" }, words.confirm)}
            ${this.#button({ kind: "discard" }, words.discard)}
            <button @click=${this.dismiss}>${words.dismiss}</button>
          </div>`
      }
    </div>`;
  }

  #head(view: View): TemplateResult {
    const { words } = this;
    const item = itemOf(view, view.item);
    const chair = personOf(view, view.meeting.chair)?.name;
    const phase = words.phase[view.meeting.phase] ?? view.meeting.phase;
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
      <p class="facts">${[chair ? words.chairedBy(chair) : "", quorum(view, words)].filter(Boolean).join(" · ")}</p>
    </header>`;
  }

  /** What one can do for oneself: answer the roll call, declare a conflict of interest, leave. */
  #self(view: View): TemplateResult | null {
    const { model, words } = this;
    const me = personOf(view, model.seat);
    if (!me || view.meeting.phase !== "open") return null;
    const here = me.presence === "present";
    return html`<section class="card self" aria-labelledby="self">
      <h2 id="self">${words.self}</h2>
      ${here ? html`<p>✓ ${words.countedHere}</p>` : this.#button({ kind: "present" }, words.here)}
      ${
        here && me.votes && view.item && !view.recused.includes(me.seat)
          ? this.#button({ kind: "recuse" }, words.recuse)
          : null
      }
      ${here ? this.#button({ kind: "leave" }, words.leave) : null}
    </section>`;
  }

  #lead(view: View): TemplateResult | null {
    const { model, words } = this;
    const me = personOf(view, model.seat);
    if (!me || !(LEADING.includes(me.role) || view.meeting.chair === me.seat)) return null;
    const possible = steps(view);
    if (possible.length === 0) return null;
    return html`<section class="card lead" aria-labelledby="lead">
      <h2 id="lead">${words.lead}</h2>
      ${possible.map((act, n) => this.#button(act, stepText(act, words), n === 0 ? "primary" : ""))}
    </section>`;
  }

  /** The clerk enters people in the hall who have no device. */
  #mark(view: View, person: Person): TemplateResult | null {
    const me = personOf(view, this.model.seat);
    const open = view.meeting.phase === "open";
    if (me?.role !== "clerk" || !open || person.presence === "present") return null;
    return this.#button({ kind: "mark-present", seats: [person.seat] }, this.words.markPresent);
  }

  #floor(view: View): TemplateResult | null {
    const { words, model } = this;
    const floor = view.conference.floor;
    if (floor.length === 0) return null;
    const names = floor.map((seat) => personOf(view, seat)?.name ?? seat);
    return html`<section class="card" aria-labelledby="floor">
      <h2 id="floor">${words.floor}</h2>
      <p>${words.hasFloor(names.join(", "))}</p>
      ${floor.includes(model.seat ?? "") ? html`<p><b>${words.youHaveFloor}</b></p>` : null}
    </section>`;
  }

  #button(act: Act, label: string, kind = ""): TemplateResult {
    return html`<button class=${kind} ?disabled=${!mayPress(this.model)} @click=${() => this.press(act)}>
      ${label}
    </button>`;
  }
}

export function quorum(view: View, words: Words): string {
  if (!view.quorum) return view.meeting.roll_call_open ? words.rollCall : words.noRollCall;
  const { present, needed, quorate } = view.quorum;
  return `${words.quorum(present, needed)} (${quorate ? words.quorate : words.inquorate})`;
}

export function troubleText(known: Trouble, words: Words): string {
  return known.kind === "refused"
    ? words.trouble[`refused-${known.what}`]
    : words.trouble[known.kind];
}

function stepText(act: Act, words: Words): string {
  switch (act.kind) {
    case "call-item":
      return words.step["call-item"](act.number);
    case "open-vote":
      return words.step[act.recorded ? "open-vote-recorded" : "open-vote"](act.motion);
    case "open-meeting":
    case "start-roll-call":
    case "close-roll-call":
    case "close-item":
    case "close-vote":
    case "interrupt":
    case "resume":
    case "close-meeting":
      return words.step[act.kind];
    default:
      return act.kind;
  }
}

customElements.define("gremium-panel", Panel);
