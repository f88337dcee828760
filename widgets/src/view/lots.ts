// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** A tie: the lot (Los) drawn in the hall and entered, or by words handed in; or what else follows. */
import { html, type TemplateResult } from "lit";
import { TIES } from "../model/acts.ts";
import type { Election } from "../model/view.ts";
import { button, folded, leads, line, me, nameOf, type Stage, said, sheet } from "./stage.ts";

export function lots(stage: Stage, one: Election): TemplateResult | null {
  if (one.counted?.outcome === "three_way") return settle(stage, one);
  if (one.tied.length === 0) return null;
  return one.lot ? byWords(stage, one, one.lot) : draws(stage, one);
}

/** Chair and clerk: whom the lot has fallen on, or a lot everybody can check. */
function draws(stage: Stage, one: Election): TemplateResult | null {
  const { view, words } = stage;
  if (!leads(stage)) return null;
  const several = view.elections.filter(({ tied }) => tied.length > 0).length > 1;
  const about = several ? one.id : "";
  return html`<p class="quiet">${words.lotHint}</p>
    <div class="row">
      ${one.tied.map((candidate) => button(stage, { kind: "draw-lot", election: one.id, candidate }, words.lotFell(candidate), { about }))}
    </div>
    <div class="row">${button(stage, { kind: "prepare-lot", election: one.id }, words.prepareLot, { about: one.id })}</div>`;
}

/** Words are handed in, sealed, and said aloud; each step is there for who may take it now. */
function byWords(stage: Stage, one: Election, lot: NonNullable<Election["lot"]>): TemplateResult {
  const { view, words } = stage;
  const names = (seats: readonly string[]): string =>
    seats.map((seat) => nameOf(view, seat)).join(", ");
  const mine = lot.waiting.includes(me(stage)?.seat ?? "");
  return html`<p>${words.lotHanded(names(lot.committed))}</p>
    <p class="quiet">${lot.sealed ? words.lotWaits(names(lot.waiting)) : words.lotHandIn}</p>
    ${
      mine
        ? folded(
            stage,
            words.revealLot,
            { label: words.lotWords, send: words.revealLot, required: true },
            (text) => ({
              kind: "reveal-lot",
              words: text,
            }),
          )
        : null
    }
    ${
      leads(stage) && !lot.sealed
        ? html`<div class="row">${button(stage, { kind: "seal-lot" }, words.sealLot, { about: one.id })}</div>`
        : null
    }
    ${
      leads(stage)
        ? folded(
            stage,
            words.voidLot,
            { label: words.measureReason, send: words.voidLot, required: true },
            (text) => ({
              kind: "void-lot",
              reason: text,
            }),
          )
        : null
    }`;
}

/** The chair alone says what follows where the law does not. */
function settle(stage: Stage, one: Election): TemplateResult | null {
  const { words } = stage;
  if (!leads(stage) || me(stage)?.role === "clerk") return null;
  return sheet(
    stage,
    words.settleTie,
    html`<p class="quiet">${words.settleTieHint}</p>
      ${line(words.measureReason, true)}`,
    TIES.map((outcome) => words.ties[outcome]),
    (data, n) => ({
      kind: "settle-tie",
      election: one.id,
      outcome: TIES[n] ?? "lot",
      reason: said(data, "text"),
    }),
    one.id,
  );
}
