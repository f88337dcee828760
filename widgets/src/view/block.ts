// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** One vote on several items (Blockabstimmung): which it decides, who wants one apart, and how it is opened. */
import { html, type TemplateResult } from "lit";
import type { Act } from "../model/acts.ts";
import { type Ballot, blockOf, type View } from "../model/view.ts";
import type { Words } from "../words/index.ts";
import { button, leads, type Pressed, type Stage, sheet } from "./stage.ts";

const FEWEST = 2;

/** The items by number and title; on the hall's screen nobody presses (`stage` is null). */
export function block(
  view: View,
  ballot: Ballot,
  words: Words,
  stage: Pressed | null,
): TemplateResult | null {
  const items = blockOf(view, ballot);
  if (items.length === 0) return null;
  const apart = (number: string): TemplateResult | null =>
    stage &&
    button(stage, { kind: "part-block", number }, words.voteApart, {
      kind: "small",
      about: words.item(number),
    });
  return html`<ul class="entries block">
      ${items.map(
        (item) => html`<li>
          <span class="who"><b>${item.number}</b> ${item.title ?? words.hiddenTitle}</span>
          ${apart(item.number)}
        </li>`,
      )}
    </ul>
    ${stage ? html`<p class="quiet">${words.blockHint}</p>` : null}`;
}

/** Chair and clerk: put several items of the present part to one vote. */
export function opensBlock(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const busy = view.ballot || view.meeting.roll_call_open || view.quorum === null;
  if (!leads(stage) || view.meeting.phase !== "open" || !view.meeting.blocks || busy) return null;
  const waiting = view.agenda.filter(
    (item) => !item.done && item.public !== view.meeting.non_public,
  );
  if (waiting.length < FEWEST) return null;
  const fields = html`<p class="quiet">${words.openBlockHint}</p>
    <fieldset>
      <legend>${words.blockItems}</legend>
      ${waiting.map(
        (item) => html`<label class="check">
          <input type="checkbox" name="items" value=${item.number} ?checked=${item.id === view.item} />
          <span>${item.number} ${item.title ?? words.hiddenTitle}</span>
        </label>`,
      )}
    </fieldset>`;
  return html`<section class="card">
    ${sheet(stage, words.openBlock, fields, [words.openAs.open(null), words.openAs.recorded(null)], toAct)}
  </section>`;
}

function toAct(data: FormData, button: number): Act {
  const numbers = data.getAll("items").map(String);
  return { kind: "open-block", numbers, mode: button === 0 ? "open" : "recorded" };
}
