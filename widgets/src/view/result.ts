// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The part of the view that shows how a vote or result stands in one colour-blind-safe form. */
import { html, type TemplateResult } from "lit";
import type { Choice, LastResult, Person, View } from "../model/view.ts";
import { blockOf, byGroup, CHOICES, isWeighted } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { seatChart } from "./chamber.ts";

const SIGN: Record<Choice, string> = { yes: "+", no: "−", abstain: "○" };

/** Numbers and bars of a result; for a vote by name also the seats. */
export function result(view: View, words: Words): TemplateResult | null {
  const last = view.last_result;
  if (!last) return null;
  return html`<section class="card result" aria-labelledby="result">
    <h2 id="result">${words.result(last.id)}</h2>
    ${about(view, last, words)}
    ${verdict(last, words)} ${bars(last, words)} ${last.votes ? seats(view, last.votes, words) : null}
  </section>`;
}

/** Which items, or which part of a motion, where it was not the whole. */
function about(view: View, last: LastResult, words: Words): TemplateResult | null {
  const items = blockOf(view, last).map((item) => words.item(item.number));
  const [motion = "", number = ""] = last.subject === "part" ? last.ref.split(".") : [];
  const text = motion ? words.part(motion, Number(number)) : items.join(", ");
  return text ? html`<p class="standing">${text}</p>` : null;
}

function verdict(last: LastResult, words: Words): TemplateResult {
  if (!last.result) {
    const why = words.undecidedBy[last.undecided ?? ""] ?? "";
    return html`<p class="verdict">${words.undecided}</p><p>${why}</p>`;
  }
  const { adopted, yes, needed } = last.result;
  return html`<p class="verdict ${adopted ? "adopted" : "rejected"}">
      ${adopted ? "✓" : "✗"} ${adopted ? words.adopted : words.rejected}
    </p>
    <p class="quiet">${words.majority(yes, needed)}</p>`;
}

function bars(last: LastResult, words: Words): TemplateResult | null {
  const counts = last.result;
  if (!counts) return null;
  const rows: [string, string, number][] = [
    ...CHOICES.map((choice): [string, string, number] => [
      choice,
      words.choice[choice],
      counts[choice],
    ]),
    ["none", words.notVoted, counts.not_voted],
  ];
  const most = Math.max(1, counts.entitled);
  return html`<dl class="bars">
    ${rows.map(
      ([kind, label, n]) => html`<div class=${kind}>
        <dt>${label}</dt>
        <dd>
          <svg class="bar" viewBox="0 0 ${most} 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width=${n} height="1" />
          </svg>
          <b>${n}</b>
        </dd>
      </div>`,
    )}
  </dl>`;
}

/** Who voted how: the chart, each group in numbers, and every name for who wants it. */
export function seats(view: View, votes: Record<string, Choice>, words: Words): TemplateResult {
  const groups = byGroup(view.attendance.filter((person) => person.votes));
  return html`<div class="chart" role="group" aria-label=${words.seats}>
    ${seatChart(view, votes, words)}
    <ul class="groups">
      ${groups.map(([group, people]) => html`<li><b>${group || words.group}</b> ${sums(people, votes, words)}</li>`)}
    </ul>
    <details class="folded names">
      <summary>${words.names}</summary>
      ${groups.map(
        ([group, people]) => html`<h3>${group || words.group}</h3>
          <ul class="seats">
            ${people.map((person) => oneSeat(person, votes[person.seat], isWeighted(view), words))}
          </ul>`,
      )}
    </details>
  </div>`;
}

/** How many votes these seats cast together. */
export function weighed(people: readonly Person[]): number {
  return people.reduce((sum, person) => sum + person.weight, 0);
}

/** How a group voted, in numbers. */
function sums(people: readonly Person[], votes: Record<string, Choice>, words: Words): string {
  const given = CHOICES.map((choice): [string, number] => [
    words.choice[choice],
    weighed(people.filter((person) => votes[person.seat] === choice)),
  ]);
  const none = weighed(people.filter((person) => !votes[person.seat]));
  return [...given, [words.notVoted, none] as const]
    .filter(([, n]) => n > 0)
    .map(([label, n]) => `${n} ${label}`)
    .join(", ");
}

function oneSeat(
  person: Person,
  choice: Choice | undefined,
  weighted: boolean,
  words: Words,
): TemplateResult {
  const said = choice ? words.choice[choice] : words.notVoted;
  const label = weighted ? `${said} (${words.weight(person.weight)})` : said;
  return html`<li class=${choice ?? "none"}>
    <span class="sign" aria-hidden="true">${choice ? SIGN[choice] : "·"}</span>
    <span class="who">${person.name}</span><span class="said">${label}</span>
  </li>`;
}
