// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Who speaks and for how much longer, who is next, and what a member asks for. */
import { html, type TemplateResult } from "lit";
import { PROCEDURES, SPEECHES } from "../model/acts.ts";
import type { Procedural, Speaking } from "../model/view.ts";
import { button, leads, me, nameOf, type Stage } from "./stage.ts";
import "./clock.ts";

const SPEAKERS = ["chair", "deputy", "clerk", "member", "advisory"];

/** The speakers' list; nothing while there is neither a debate nor anybody who could ask. */
export function floor(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const { waiting, list_closed, closed } = view.debate;
  const mine = asking(stage);
  const speakers = speaking(stage);
  if (!mine && !speakers && waiting.length === 0) return null;
  const note = closed ? words.debateClosed : list_closed ? words.listClosed : "";
  return html`<section class="card floor" aria-labelledby="floor">
    <h2 id="floor">${words.floor}</h2>
    ${speakers ?? html`<p class="quiet">${words.nobodyHasFloor}</p>`}
    ${
      waiting.length > 0
        ? html`<ol class="waiting" aria-label=${words.speakersList}>
            ${waiting.map(
              ({ seat, kind }) => html`<li class=${seat === stage.model.seat ? "mine" : ""}>
                <span class="who">${nameOf(view, seat)}</span>
                <span class="quiet">${kind === "debate" ? "" : (words.speech[kind] ?? kind)}</span>
                ${leads(stage) ? button(stage, { kind: "give-floor", seat }, words.giveFloor, { kind: "small", about: nameOf(view, seat) }) : null}
              </li>`,
            )}
          </ol>`
        : null
    }
    ${note ? html`<p class="quiet">${note}</p>` : null} ${mine}
  </section>`;
}

function speaking(stage: Stage): TemplateResult | null {
  const { view, words, model } = stage;
  const timed = view.debate.speaking;
  // Who the conference lets speak though the list does not know them, such as the chair.
  const others = view.conference.floor.filter((seat) => timed.every((one) => one.seat !== seat));
  if (timed.length + others.length === 0) return null;
  return html`${timed.map((one) => speaker(stage, one))}
    ${others.map((seat) => html`<p>${words.hasFloor(nameOf(view, seat))}</p>`)}
    ${
      [...timed.map((one) => one.seat), ...others].includes(model.seat ?? "")
        ? html`<p><b>${words.youHaveFloor}</b></p>
            ${button(stage, { kind: "give-back-floor" }, words.giveBackFloor)}`
        : null
    }`;
}

function speaker(stage: Stage, one: Speaking): TemplateResult {
  const { view, words } = stage;
  const name = nameOf(view, one.seat);
  return html`<p class="speaker">
    <b>${words.hasFloor(name)}</b>
    ${one.kind === "debate" ? null : html`<span class="quiet">${words.speech[one.kind] ?? one.kind}</span>`}
    <gremium-clock .ends=${one.ends} .words=${words}></gremium-clock>
    ${one.ends && leads(stage) ? button(stage, { kind: "extend-speech", seat: one.seat }, words.extendSpeech, { kind: "small", about: name }) : null}
  </p>`;
}

/** What a member who is there may ask for. */
function asking(stage: Stage): TemplateResult | null {
  const { view, words, model } = stage;
  const person = me(stage);
  if (person?.presence !== "present" || view.meeting.phase !== "open") return null;
  if (!SPEAKERS.includes(person.role) || view.recused.includes(person.seat)) return null;
  if (view.debate.waiting.some((one) => one.seat === model.seat)) {
    return html`<p>✓ ${words.onList}</p>
      ${button(stage, { kind: "withdraw-floor" }, words.withdrawFloor)}`;
  }
  const [usual, ...others] = SPEECHES;
  return html`${usual ? button(stage, { kind: "ask-floor", as: usual }, words.askFloor, { kind: "primary" }) : null}
    <details class="folded">
      <summary>${words.askOther}</summary>
      <div class="row">
        ${others.map((as) => button(stage, { kind: "ask-floor", as }, words.speech[as] ?? as))}
      </div>
    </details>
    ${person.votes ? moving(stage) : null}`;
}

function moving(stage: Stage): TemplateResult {
  const { words } = stage;
  return html`<details class="folded">
    <summary>${words.pointOfOrder}</summary>
    <div class="row">
      ${PROCEDURES.map((what) => button(stage, { kind: "move-procedure", what }, words.procedure[what] ?? what))}
    </div>
  </details>`;
}

/** Procedural motions that wait. */
export function business(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  if (view.procedural.length === 0) return null;
  return html`<section class="card" aria-labelledby="business">
    <h2 id="business">${words.business}</h2>
    ${view.procedural.map((motion) => oneProcedural(stage, motion))}
  </section>`;
}

function oneProcedural(stage: Stage, motion: Procedural): TemplateResult {
  const { view, words } = stage;
  const spoke = (label: string, seats: readonly string[]): string =>
    seats.length ? `${label}: ${seats.map((seat) => nameOf(view, seat)).join(", ")}` : "";
  const facts = [
    nameOf(view, motion.by),
    spoke(words.spokeFor, motion.for),
    spoke(words.spokeAgainst, motion.against),
  ];
  const mine = me(stage);
  const may = mine?.votes && mine.presence === "present" && mine.seat !== motion.by;
  return html`<article class="motion">
    <h3>${motion.id} ${words.procedure[motion.kind] ?? motion.text}</h3>
    <p class="quiet">${facts.filter(Boolean).join(" · ")}</p>
    ${may ? button(stage, { kind: "support-procedure", id: motion.id }, words.support, { about: motion.id }) : null}
  </article>`;
}
