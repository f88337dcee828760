// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What chair and clerk see besides: the next steps, and entries for people in the hall. */
import { html, type TemplateResult } from "lit";
import { type Act, choiceOf } from "../model/acts.ts";
import { mayVote } from "../model/model.ts";
import { steps } from "../model/steps.ts";
import { CHOICES, type Person, type View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { button, leads, line, nameOf, type Stage, said, sheet } from "./stage.ts";
import { substitution } from "./substitutes.ts";

/** One press each; the first is what is usually done next. */
export function lead(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  if (!leads(stage)) return null;
  const [proposed, ...others] = steps(view);
  if (!proposed) return null;
  return html`<section class="card lead" aria-labelledby="lead">
    <h2 id="lead">${words.lead}</h2>
    ${button(stage, proposed, stepText(proposed, words, view), { kind: "primary" })}
    <div class="row">${others.map((act) => button(stage, act, stepText(act, words, view)))}</div>
    ${troubles(stage)}
  </section>`;
}

function troubles({ view, words }: Stage): TemplateResult | null {
  if (view.disturbances.length === 0) return null;
  return html`<ul class="standing">
    ${view.disturbances.map(
      (one) => html`<li>
        ${words.disturbanceOf(one.id, nameOf(view, one.seat))}
        <span class="quiet">${one.sphere ? (words.sphere[one.sphere] ?? one.sphere) : words.undecidedSphere}</span>
      </li>`,
    )}
  </ul>`;
}

/** During a vote: hands of people in the hall who have not answered themselves. */
export function hands(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const { ballot } = view;
  if (!ballot || ballot.mode === "secret" || !leads(stage)) return null;
  if (ballot.mode === "unopposed") return dissents(stage);
  const left = view.attendance.filter(
    (person) =>
      person.votes &&
      person.presence === "present" &&
      person.mode === "hall" &&
      !view.recused.includes(person.seat) &&
      !ballot.voted.includes(person.seat),
  );
  if (left.length === 0) return null;
  return html`<details class="card hands">
    <summary><h2>${words.hands(left.length)}</h2></summary>
    <p class="quiet">${words.handsHint}</p>
    <ul class="entries">${left.map((person) => oneHand(stage, person))}</ul>
    <div class="row">
      ${CHOICES.map((choice) =>
        button(stage, { kind: "enter-rest", choice }, words.restAre(words.choice[choice])),
      )}
    </div>
  </details>`;
}

function oneHand(stage: Stage, person: Person): TemplateResult {
  const { words } = stage;
  return html`<li>
    <span class="who">${person.name}</span>
    <span class="row">
      ${CHOICES.map((choice) =>
        button(stage, { kind: "enter-hand", seat: person.seat, choice }, words.choice[choice], {
          kind: "small",
          about: person.name,
        }),
      )}
    </span>
  </li>`;
}

/** While consent is asked for: who objects in the hall. */
function dissents(stage: Stage): TemplateResult {
  const { view, words } = stage;
  const there = view.attendance.filter(
    (person) => person.mode === "hall" && mayVote(view, person.seat),
  );
  return html`<details class="card hands">
    <summary><h2>${words.dissentInHall}</h2></summary>
    <ul class="entries">
      ${there.map(
        (person) => html`<li>
          <span class="who">${person.name}</span>
          ${button(stage, { kind: "dissent", seat: person.seat }, words.dissents, { kind: "small", about: person.name })}
        </li>`,
      )}
    </ul>
  </details>`;
}

/** Beside a name in the list of people: who has come, who has gone, and who is missing and why. */
export function mark(stage: Stage, person: Person): TemplateResult | null {
  const { view, words } = stage;
  if (!leads(stage) || view.meeting.phase !== "open") return null;
  const here = person.presence === "present";
  const act: Act = { kind: here ? "mark-left" : "mark-present", seat: person.seat };
  const label = here ? words.markLeft : words.markPresent;
  const called = view.meeting.roll_call_open && !here && person.votes;
  return html`${button(stage, act, label, { kind: "small", about: person.name })}
  ${called ? absence(stage, person) : null} ${substitution(stage, person)}`;
}

/** The minutes name why somebody is missing; pages and room are not told. */
function absence(stage: Stage, person: Person): TemplateResult {
  const { words } = stage;
  const fields = html`<p class="quiet">${words.absenceHint}</p>
    ${line(words.absenceReason, true)}`;
  const buttons = [words.excused, words.unexcused];
  const { seat, name } = person;
  return sheet(
    stage,
    words.isAbsent,
    fields,
    buttons,
    (data, n) => ({ kind: "mark-absent", seat, excused: n === 0, reason: said(data, "text") }),
    name,
  );
}

/** Of a motion that is voted on part by part, the part whose turn it is. */
function due(motion: string, words: Words, view: View): string {
  const parts = view.motions.find((known) => known.id === motion)?.parts ?? [];
  const next = parts.indexOf("pending");
  return next < 0 ? motion : words.part(motion, next + 1);
}

/** What a step is called on its button. */
export function stepText(act: Act, words: Words, view: View): string {
  switch (act.kind) {
    case "call-item":
      return words.step["call-item"](act.number);
    case "open-vote":
      return words.openAs[act.mode](act.motion && due(act.motion, words, view));
    case "divide":
    case "undivide":
      return words.step[act.kind](act.motion);
    case "open-appeal":
      return words.step["open-appeal"](act.measure);
    case "close-vote":
      return view.ballot?.mode === "unopposed" ? words.stateConsent : words.step["close-vote"];
    case "carry-procedure":
    case "end-disturbance":
      return words.step[act.kind](act.id);
    default: {
      const known = words.step[act.kind as keyof Words["step"]];
      return typeof known === "string" ? known : (choiceOf(act) ?? act.kind);
    }
  }
}
