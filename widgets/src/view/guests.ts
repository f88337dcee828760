// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** In the office: who asks to listen to a meeting, and the decision on each. */
import { html, type TemplateResult } from "lit";
import type { GuestRequest } from "../model/guests.ts";
import type { Words } from "../words/index.ts";
import { button, type Pressed } from "./stage.ts";

type Told = Pressed & { readonly words: Words };

/** What is known of requests; an answer long ago can be asked for again. */
export function guests(told: Told): TemplateResult {
  const { model, words } = told;
  const { guests: known } = model;
  return html`<section class="card" aria-labelledby="guests">
    <h2 id="guests">${words.guests}</h2>
    ${known ? list(told, known.waiting) : null}
    ${known && known.more > 0 ? html`<p class="quiet">${words.guestsMore(known.more)}</p>` : null}
    <div class="row">${button(told, { kind: "show-guests" }, words.askGuests)}</div>
  </section>`;
}

function list(told: Told, waiting: readonly GuestRequest[]): TemplateResult {
  const { words } = told;
  if (waiting.length === 0) return html`<p>${words.noGuests}</p>`;
  return html`<p class="quiet">${words.guestsHint}</p>
    <ul class="entries">
      ${waiting.map((one) => entry(told, one))}
    </ul>`;
}

function entry(told: Told, { request, name, user, at }: GuestRequest): TemplateResult {
  const { words } = told;
  const about = `${name} (${request})`;
  const since = new Date(at).toLocaleDateString(words.locale, { dateStyle: "medium" });
  return html`<li>
    <span class="who"><b>${name}</b> <span class="account">${user}</span></span>
    <span class="quiet">${words.guestSince(request, since)}</span>
    <span class="row">
      ${button(told, { kind: "admit-guest", request }, words.admitGuest, { kind: "small", about })}
      ${button(told, { kind: "refuse-guest", request }, words.refuseGuest, { kind: "small", about })}
    </span>
  </li>`;
}
