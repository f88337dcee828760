// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Texts that are not known to have arrived: still there, to be sent again or given up. */
import { html, nothing, type TemplateResult } from "lit";
import { repeatable, type Unsent } from "../model/unsent.ts";
import type { Words } from "../words/index.ts";

export interface UnsentHands {
  sayAgain(attempt: string): void;
  discard(attempt: string): void;
}

/** `device`: the one signed in now, or null; `places` names where a text belongs. */
export function unsentTexts(
  list: readonly Unsent[],
  device: string | null,
  places: (room: string) => string | null,
  words: Words,
  hands: UnsentHands,
): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  const { page } = words;
  return html`<section class="card" aria-labelledby="unsent">
    <h2 id="unsent">${page.unsent}</h2>
    ${device === null ? html`<p>${page.unsentSignIn}</p>` : null}
    <ul class="talk unsent">${list.map((one) => text(one, device, places(one.room), words, hands))}</ul>
  </section>`;
}

function text(
  one: Unsent,
  device: string | null,
  place: string | null,
  { page }: Words,
  hands: UnsentHands,
): TemplateResult {
  const where = place === null ? "" : `${place}: `;
  if (one.state === "sending")
    return html`<li><p class="quiet">${where}${page.underWay}</p><p class="said">${one.text}</p></li>`;
  const may = device !== null && repeatable(one, device, Date.now());
  const doubtful = device !== null && !may;
  return html`<li>
    <p class="notice">${where}${page.notSent}</p>
    <p class="said">${one.text}</p>
    ${doubtful ? html`<p class="quiet">${page.mayHaveArrived}</p>` : null}
    <div class="row">
      ${
        may
          ? html`<button aria-label="${page.sayAgain}: ${one.text}" @click=${() => hands.sayAgain(one.attempt)}>${page.sayAgain}</button>`
          : null
      }
      <button aria-label="${page.discard}: ${one.text}" @click=${() => hands.discard(one.attempt)}>${page.discard}</button>
    </div>
  </li>`;
}
