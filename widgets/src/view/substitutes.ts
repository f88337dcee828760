// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Substitutes in committees: who stands in for whom, and the entries that make it so. */
import { html, type TemplateResult } from "lit";
import type { Person, View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { button, nameOf, type Stage, said, sheet } from "./stage.ts";

/** What stands beside a name: whose seat they have, or who has theirs. */
export function standsIn(view: View, { seat }: Person, words: Words): string {
  const principal = view.substitutes[seat];
  if (principal) return words.standsInFor(nameOf(view, principal));
  const [substitute] = Object.entries(view.substitutes).find(([, whose]) => whose === seat) ?? [];
  return substitute ? words.representedBy(nameOf(view, substitute)) : "";
}

/** A substitute's own entry. */
export function ownStandIn(stage: Stage, { seat, role }: Person): TemplateResult | null {
  const { view, words } = stage;
  const principal = view.substitutes[seat];
  if (principal)
    return html`<p class="standing">${words.youStandInFor(nameOf(view, principal))}</p>`;
  const missing = vacant(view);
  if (role !== "substitute" || missing.length === 0) return null;
  return entry(stage, words.standIn, words.principal, missing, (principal) => ({
    kind: "stand-in",
    seat: null,
    principal,
  }));
}

/** The clerk's entry beside an absent member, and its end beside the substitute. */
export function substitution(stage: Stage, person: Person): TemplateResult | null {
  const { view, words } = stage;
  const { seat, name } = person;
  if (view.substitutes[seat])
    return button(stage, { kind: "stand-down", seat }, words.standDown, {
      kind: "small",
      about: name,
    });
  const free = view.attendance.filter(
    (one) => one.role === "substitute" && !view.substitutes[one.seat],
  );
  if (free.length === 0 || !vacant(view).includes(person)) return null;
  return entry(
    stage,
    words.enterSubstitute,
    words.substitute,
    free,
    (substitute) => ({ kind: "stand-in", seat: substitute, principal: seat }),
    name,
  );
}

/** Members with a vote who are missing and whose seat nobody has taken. */
function vacant(view: View): Person[] {
  const taken = new Set(Object.values(view.substitutes));
  return view.attendance.filter(
    ({ seat, votes, presence }) =>
      votes && !taken.has(seat) && (presence === "absent" || presence === "left"),
  );
}

function entry(
  stage: Stage,
  summary: string,
  label: string,
  people: readonly Person[],
  act: (seat: string) => Parameters<Stage["press"]>[0],
  about = "",
): TemplateResult {
  const fields = html`<label>${label}
    <select name="seat" required>
      ${people.map((one) => html`<option value=${one.seat}>${one.name}</option>`)}
    </select>
  </label>`;
  const { words } = stage;
  return sheet(stage, summary, fields, [words.enter], (data) => act(said(data, "seat")), about);
}
