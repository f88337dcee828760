// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What one can do for oneself: answer the roll call, tell of a conflict or a disturbance, leave. */
import { html, type TemplateResult } from "lit";
import { button, folded, me, type Stage } from "./stage.ts";
import { ownStandIn } from "./substitutes.ts";

export function self(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const person = me(stage);
  const runs = ["open", "interrupted"].includes(view.meeting.phase);
  if (!person || person.role === "guest" || !runs) return null;
  const here = person.presence === "present";
  const recused = view.recused.includes(person.seat);
  return html`<section class="card self" aria-labelledby="self">
    <h2 id="self">${words.self}</h2>
    ${
      here
        ? html`<p class="standing">✓ ${words.countedHere}</p>`
        : button(stage, { kind: "present" }, words.here, { kind: "primary" })
    }
    ${ownStandIn(stage, person)}
    ${recused ? html`<p class="standing">${words.youAreRecused}</p>` : null}
    ${here && person.votes && view.item && !recused ? recusal(stage) : null} ${disturbance(stage)}
    ${here ? leaving(stage) : null}
  </section>`;
}

function recusal(stage: Stage): TemplateResult {
  const { words } = stage;
  const field = {
    label: words.reason,
    send: words.declare,
    required: false,
    hint: words.recuseHint,
  };
  return folded(stage, words.recuse, field, (reason) => ({ kind: "recuse", reason }));
}

function disturbance(stage: Stage): TemplateResult {
  const { view, words } = stage;
  const mine = view.disturbances.filter((one) => one.seat === stage.model.seat);
  const field = { label: words.whatFails, send: words.report, required: true };
  return html`${mine.map((one) => html`<p class="standing">✓ ${words.disturbanceKnown(one.id)}</p>`)}
  ${folded(stage, words.disturbance, field, (what) => ({ kind: "report-disturbance", what }))}`;
}

/** Leaving takes two presses: it ends one's presence in the minutes. */
function leaving(stage: Stage): TemplateResult {
  const { words } = stage;
  return html`<details class="folded">
    <summary>${words.leave}</summary>
    <p class="quiet">${words.leaveHint}</p>
    ${button(stage, { kind: "leave" }, words.leaveNow)}
  </details>`;
}
