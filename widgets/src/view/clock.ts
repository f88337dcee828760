// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** A clock that runs down by itself; it is never read out unasked. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { clockFace, secondsLeft } from "../model/clock.ts";
import type { Words } from "../words/index.ts";

const SECOND = 1000;

export class Clock extends LitElement {
  /** It is drawn in the size and colour of what stands around it. */
  static override styles = css`
    .clock {
      font-variant-numeric: tabular-nums;
      font-weight: 600;
      white-space: nowrap;
    }
    .over {
      color: var(--cpd-color-text-critical-primary);
    }
  `;
  @property({ attribute: false }) accessor ends: string | null = null;
  @property({ attribute: false }) accessor words!: Words;
  /** What is said when the time is up; else by how much it is exceeded. */
  @property({ attribute: false }) accessor over: string | null = null;
  #ticking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => this.requestUpdate(), SECOND);
  }

  override disconnectedCallback(): void {
    clearInterval(this.#ticking);
    super.disconnectedCallback();
  }

  override render(): TemplateResult | null {
    const left = secondsLeft(this.ends, Date.now());
    if (left === null) return null;
    const { words } = this;
    return html`<span role="timer" aria-live="off" class="clock ${left < 0 ? "over" : ""}">
      ${left < 0 ? (this.over ?? words.overTime(clockFace(-left))) : words.timeLeft(clockFace(left))}
    </span>`;
  }
}

customElements.define("gremium-clock", Clock);
