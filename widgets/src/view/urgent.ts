// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** An urgent decision (Eilentscheidung) as the body is told of it, under the item made for that. */
import { html, type TemplateResult } from "lit";
import type { View } from "../model/view.ts";
import type { Words } from "../words/index.ts";

export function urgent({ urgent: known }: View, words: Words): TemplateResult | null {
  if (!known) return null;
  const day = new Date(known.decided).toLocaleString(words.locale, {
    dateStyle: "long",
    timeStyle: "short",
  });
  return html`<section class="card urgent" aria-labelledby="urgent">
    <h2 id="urgent">${words.urgent(known.id)}</h2>
    <p><b>${known.title}</b></p>
    <p class="quiet">${words.urgentBy(known.by, day)}${known.agreed ? ` ${words.urgentWith(known.agreed)}` : ""}</p>
    <blockquote>${known.text}</blockquote>
    ${known.cut ? html`<p class="quiet">${words.cut}</p>` : null}
    <p>${words.urgentReason(known.reason)}</p>
    <p class="quiet">${words.urgentAfter[known.afterwards] ?? ""}</p>
  </section>`;
}
