// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Measures to keep order: what stands, the objection of whom it concerns, and what the chair takes. */
import { html, type TemplateResult } from "lit";
import { ORDER_STEPS, type OrderStep } from "../model/acts.ts";
import type { Measure } from "../model/view.ts";
import { button, leads, line, nameOf, type Stage, said, sheet } from "./stage.ts";

export function order(stage: Stage): TemplateResult | null {
  const { view, words } = stage;
  const takes = leads(stage) && view.meeting.phase === "open";
  if (view.measures.length === 0 && !takes) return null;
  return html`<section class="card order" aria-labelledby="order">
    <h2 id="order">${words.order}</h2>
    ${
      view.measures.length > 0
        ? html`<ul class="entries">${view.measures.map((one) => oneMeasure(stage, one))}</ul>`
        : null
    }
    ${takes ? taking(stage) : null}
  </section>`;
}

function oneMeasure(stage: Stage, one: Measure): TemplateResult {
  const { view, words, model } = stage;
  const mine = one.seat === model.seat && one.standing === "open" && view.meeting.phase === "open";
  return html`<li>
    <span class="number">${one.id}</span>
    <span class="who">${words.orderStep[one.step] ?? one.step}: ${nameOf(view, one.seat)}</span>
    <span class="quiet">${words.measureStands[one.standing] ?? ""}</span>
    ${mine ? button(stage, { kind: "appeal", measure: one.id }, words.appeal, { kind: "small", about: one.id }) : null}
  </li>`;
}

/** The chair answers for order and is not under it. */
function taking(stage: Stage): TemplateResult {
  const { view, words } = stage;
  const there = view.attendance.filter(
    (person) => person.presence === "present" && person.seat !== view.meeting.chair,
  );
  const fields = html`<p class="quiet">${words.orderHint}</p>
    <label>${words.towards}
      <select name="seat" required>
        ${there.map((person) => html`<option value=${person.seat}>${person.name}</option>`)}
      </select>
    </label>
    <label>${words.whichMeasure}
      <select name="step">
        ${ORDER_STEPS.map((step) => html`<option value=${step}>${words.orderStep[step]}</option>`)}
      </select>
    </label>
    ${line(words.measureReason, true)}`;
  return sheet(stage, words.keepOrder, fields, [words.takeMeasure], (data) => ({
    kind: "take-measure",
    step: said(data, "step") as OrderStep,
    seat: said(data, "seat"),
    reason: said(data, "text"),
  }));
}
