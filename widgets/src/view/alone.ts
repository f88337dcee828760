// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** In the non-public part: who takes part from elsewhere says that nobody listens in there. */
import { html, type TemplateResult } from "lit";
import { button, leads, nameOf, type Stage } from "./stage.ts";

/** One's own word first; chair and clerk also see whose is missing, and enter what they were told. */
export function alone(stage: Stage): TemplateResult | null {
  const { view, words, model } = stage;
  const { alone: known } = view;
  if (!known) return null;
  const mine = model.seat !== null && known.missing.includes(model.seat);
  const said = model.seat !== null && known.confirmed.includes(model.seat);
  const others = leads(stage) ? known.missing.filter((seat) => seat !== model.seat) : [];
  if (!mine && !said && others.length === 0) return null;
  return html`<section class="card" aria-labelledby="alone">
    <h2 id="alone">${words.alone}</h2>
    ${mine ? html`<p>${words.aloneHint}</p>${button(stage, { kind: "confirm-alone", seat: null }, words.iAmAlone, { kind: "primary" })}` : null}
    ${said ? html`<p class="standing">✓ ${words.aloneKnown}</p>` : null}
    ${
      others.length > 0
        ? html`<p>${words.aloneMissing}</p>
            <ul class="entries">
              ${others.map(
                (seat) => html`<li>
                  <span class="who">${nameOf(view, seat)}</span>
                  ${button(stage, { kind: "confirm-alone", seat }, words.aloneEnter, { kind: "small", about: nameOf(view, seat) })}
                </li>`,
              )}
            </ul>`
        : null
    }
  </section>`;
}
