// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Before a round: an election is opened, people are nominated, and it is settled how it is held. */
import { html, type TemplateResult } from "lit";
import type { Election } from "../model/view.ts";
import { button, leads, line, me, type Stage, said, sheet } from "./stage.ts";

/** Outcomes after which all who are nominated stand again, those nominated since among them. */
const ANEW = ["again", "nobody"];
/** While its minutes are open, an election by post of a meeting that is over may begin anew. */
const AFTERWARDS = ["closed", "drafted"];

/** Chair and clerk: an office is to be filled on the item under debate, one after the other. */
export function opensElection(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const busy = view.ballot || view.meeting.roll_call_open || view.quorum === null;
  const unfinished = view.elections.some((one) => !one.elected || one.accepted === null);
  if (!leads(stage) || view.meeting.phase !== "open" || !view.item || busy || unfinished)
    return null;
  return sheet(
    stage,
    words.openElection,
    line(words.electionOffice, true),
    [words.openElection],
    (data) => ({ kind: "open-election", office: said(data, "text") }),
  );
}

/**
 * Who may nominate, take a name off the list, and ask for hands or papers; while no round runs. In the
 * meeting that is about the `last` election; afterwards chair and clerk do it for each that begins anew.
 */
export function nominations(stage: Stage, one: Election, last: boolean): TemplateResult | null {
  const { view, words } = stage;
  const over = one.elected !== "" && one.accepted !== false;
  if (view.ballot || one.round || over || one.tied.length > 0) return null;
  const lead = leads(stage);
  const anew = !one.counted || ANEW.includes(one.counted.outcome) || one.accepted === false;
  if (AFTERWARDS.includes(view.meeting.phase))
    return anew && lead
      ? html`${nominate(stage, one)}${one.candidates.length > 0 ? withdraw(stage, one) : null}`
      : null;
  if (!last || view.meeting.phase !== "open") return null;
  return html`${anew && (lead || elects(stage)) ? nominate(stage, one) : null}
  ${anew && lead && one.candidates.length > 0 ? withdraw(stage, one) : null}
  ${
    lead && one.hands === "consent"
      ? html`<div class="row">${button(stage, { kind: "open-consent" }, words.askConsent)}</div>`
      : null
  }
  ${
    one.hands === "objection" && elects(stage)
      ? html`<div class="row">${button(stage, { kind: "demand-papers" }, words.demandPapers)}</div>`
      : null
  }`;
}

/** Who is recused from the item elects all the same (§ 38 (1) s. 3 ThürKO). */
function elects(stage: Stage): boolean {
  const person = me(stage);
  return !!person?.votes && person.presence === "present";
}

function nominate(stage: Stage, one: Election): TemplateResult {
  const { view, words, model } = stage;
  const own = model.seat ?? "";
  const there = view.attendance.filter((person) => person.votes && person.presence === "present");
  const fields = html`<label>${words.candidateName}
      <input name="name" list=${`nominees-${one.id}`} maxlength="120" required autocomplete="off" />
    </label>
    <datalist id=${`nominees-${one.id}`}>
      ${view.attendance.map(({ name }) => html`<option value=${name}></option>`)}
    </datalist>
    ${
      leads(stage)
        ? html`<label>${words.nominatedBy}
            <select name="seat">
              ${there.map(
                ({ seat, name }) =>
                  html`<option value=${seat} ?selected=${seat === own}>${name}</option>`,
              )}
            </select>
          </label>`
        : null
    }`;
  return sheet(
    stage,
    words.nominate,
    fields,
    [words.nominate],
    (data) => ({
      kind: "nominate",
      election: one.id,
      seat: said(data, "seat") || own,
      name: said(data, "name"),
    }),
    one.id,
  );
}

function withdraw(stage: Stage, one: Election): TemplateResult {
  const { words } = stage;
  const fields = html`<label>${words.candidateName}
    <select name="candidate">
      ${one.candidates.map((name) => html`<option value=${name}>${name}</option>`)}
    </select>
  </label>`;
  return sheet(
    stage,
    words.withdrawCandidate,
    fields,
    [words.withdrawCandidate],
    (data) => ({
      kind: "withdraw-candidate",
      election: one.id,
      candidate: said(data, "candidate"),
    }),
    one.id,
  );
}
