// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The seat chart of a recorded vote: every seat a shape of its own kind, groups side by side. */
import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { chamber, type Spot } from "../model/seating.ts";
import { byGroup, CHOICES, type Choice, type Person, type View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { weighed } from "./result.ts";

type Said = Choice | "none";

/** Draw who voted how. Shape and sign tell it; colour only repeats them. */
export function seatChart(view: View, votes: Record<string, Choice>, words: Words): TemplateResult {
  const people = byGroup(view.attendance.filter((person) => person.votes)).flatMap(([, p]) => p);
  const { spots, radius } = chamber(people.length);
  const said = (person: Person): Said => votes[person.seat] ?? "none";
  const counts = [...CHOICES, "none" as const]
    .map((kind) => `${label(kind, words)}: ${weighed(people.filter((p) => said(p) === kind))}`)
    .join(", ");
  return html`<figure class="chamber">
    <svg viewBox="-1.2 -1.2 2.4 1.4" role="img" aria-label="${words.seats}. ${counts}">
      ${people.map((person, n) => {
        const spot = spots[n];
        return spot ? seat(person, said(person), spot, radius, words) : null;
      })}
    </svg>
    <figcaption class="legend" aria-hidden="true">
      ${[...CHOICES, "none" as const].map(
        (kind) => html`<span>
          <svg viewBox="-1.2 -1.2 2.4 2.4" aria-hidden="true">${shape(kind)}</svg>${label(kind, words)}
        </span>`,
      )}
    </figcaption>
  </figure>`;
}

function seat(
  person: Person,
  said: Said,
  { x, y }: Spot,
  radius: number,
  words: Words,
): SVGTemplateResult {
  return svg`<g transform="translate(${x.toFixed(4)} ${y.toFixed(4)}) scale(${radius.toFixed(4)})">
    <title>${person.name}: ${label(said, words)}</title>
    ${shape(said)}
  </g>`;
}

function shape(said: Said): SVGTemplateResult {
  switch (said) {
    case "yes":
      return svg`<circle r="1" class="yes" /><path d="M-.5 0H.5M0 -.5V.5" class="sign" />`;
    case "no":
      return svg`<rect x="-.9" y="-.9" width="1.8" height="1.8" class="no" /><path d="M-.5 0H.5" class="sign" />`;
    case "abstain":
      return svg`<path d="M0 -1.1L1.1 0L0 1.1L-1.1 0Z" class="abstain" />`;
    case "none":
      return svg`<circle r=".35" class="none" />`;
  }
}

function label(said: Said, words: Words): string {
  return said === "none" ? words.notVoted : words.choice[said];
}
