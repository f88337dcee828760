// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Agenda, motions and people. */
import { html, type TemplateResult } from "lit";
import {
  type AgendaItem,
  byGroup,
  isWeighted,
  type Motion,
  type Person,
  type View,
} from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { wording } from "./difference.ts";
import { nameOf } from "./stage.ts";
import { standsIn } from "./substitutes.ts";

export function agenda(view: View, words: Words): TemplateResult {
  return html`<section class="card" aria-labelledby="agenda">
    <h2 id="agenda">${words.agenda}</h2>
    <ol class="agenda">
      ${view.agenda.map((item) => row(view, item, words))}
    </ol>
    ${view.agenda_cut ? html`<p class="quiet">${words.agendaCut}</p>` : null}
  </section>`;
}

function row(view: View, item: AgendaItem, words: Words): TemplateResult {
  const here = item.id === view.item;
  const marks = [here ? words.now : "", item.done ? words.done : "", item.late ? words.late : ""];
  return html`<li class="${item.done ? "done" : ""} ${here ? "here" : ""}" aria-current=${here ? "step" : "false"}>
    <span class="number">${item.number}</span>
    <span class="title">
      ${item.title ?? words.hiddenTitle}${item.cut ? "…" : ""}
      ${item.papers.length ? html`<span class="papers quiet">${words.papers}: ${item.papers.join(", ")}</span>` : null}
    </span>
    <span class="marks">${marks.filter(Boolean).join(", ")}</span>
  </li>`;
}

export function motions(view: View, words: Words): TemplateResult | null {
  if (view.motions.length === 0) return null;
  return html`<section class="card" aria-labelledby="motions">
    <h2 id="motions">${words.motions}</h2>
    ${view.motions.map((motion) => oneMotion(view, motion, words))}
  </section>`;
}

function oneMotion(view: View, motion: Motion, words: Words): TemplateResult {
  const by = [motion.by, ...motion.joined].map((seat) => nameOf(view, seat)).join(", ");
  return html`<article class="motion ${motion.status}">
    <h3>
      ${motion.id}
      <span class="quiet">${[by, motion.amends ? words.amends(motion.amends) : "", words.status[motion.status] ?? motion.status].filter(Boolean).join(" · ")}</span>
    </h3>
    <blockquote>${wording(motion, view.motions)}</blockquote>
    ${motion.parts.length > 0 ? parts(motion, words) : null}
    ${motion.cut ? html`<p class="quiet">${words.cut}</p>` : null}
  </article>`;
}

/** What became of each part that is voted on apart. */
function parts({ parts: known }: Motion, words: Words): TemplateResult {
  return html`<p class="quiet">${words.votedApart}</p>
    <ol class="parts">
      ${known.map((state, n) => html`<li>${words.partOf(n + 1)}: ${words.status[state] ?? state}</li>`)}
    </ol>`;
}

export function people(
  view: View,
  words: Words,
  extra?: (person: Person) => unknown,
): TemplateResult {
  const weighted = isWeighted(view);
  return html`<details class="card people" ?open=${view.meeting.roll_call_open}>
    <summary><h2>${words.people}</h2></summary>
    ${byGroup(view.attendance).map(
      ([group, members]) => html`<h3>${group || words.group}</h3>
        <ul class="persons">
          ${members.map(
            (person) => html`<li class=${person.presence ?? "unknown"}>
              <span class="who">${person.name}</span>
              <span class="quiet">${standing(view, person, weighted, words)}</span>${extra?.(person)}
            </li>`,
          )}
        </ul>`,
    )}
  </details>`;
}

function standing(view: View, person: Person, weighted: boolean, words: Words): string {
  const link = view.conference.links[person.seat]?.link;
  return [
    person.role === "member" ? "" : (words.role[person.role] ?? person.role),
    person.presence ? (words.presence[person.presence] ?? person.presence) : "",
    person.mode ? (words.mode[person.mode] ?? person.mode) : "",
    weighted && person.votes ? words.weight(person.weight) : "",
    standsIn(view, person, words),
    view.recused.includes(person.seat) ? words.recused : "",
    link ? (words.link[link] ?? link) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
