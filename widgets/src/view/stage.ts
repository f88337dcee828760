// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What every part of the panel draws from and acts by. */
import { html, type TemplateResult } from "lit";
import type { Act } from "../model/acts.ts";
import { type Model, mayPress } from "../model/model.ts";
import { type Person, personOf, type View } from "../model/view.ts";
import type { Words } from "../words/index.ts";

export interface Stage {
  readonly model: Model;
  readonly view: View;
  readonly words: Words;
  readonly press: (act: Act) => void;
}

export function me({ view, model }: Stage): Person | undefined {
  return personOf(view, model.seat);
}

export function nameOf(view: View, seat: string): string {
  return personOf(view, seat)?.name ?? seat;
}

/** Whether the person leads the meeting or keeps its minutes. */
export function leads(stage: Stage): boolean {
  const person = me(stage);
  const role = person?.role ?? "";
  return (
    ["chair", "deputy", "clerk"].includes(role) ||
    (!!person && stage.view.meeting.chair === person.seat)
  );
}

/** A button that acts; `about` names what it concerns to who does not see where it stands. */
export function button(
  { model, press }: Pick<Stage, "model" | "press">,
  act: Act,
  label: string,
  { kind = "", about = "" } = {},
): TemplateResult {
  return html`<button
    type="button"
    class=${kind}
    aria-label=${about ? `${label}: ${about}` : label}
    ?disabled=${!mayPress(model)}
    @click=${() => press(act)}
  >
    ${label}
  </button>`;
}

/** One line to fill in and send, folded away until it is wanted. */
export function folded(
  stage: Stage,
  summary: string,
  field: { label: string; send: string; required: boolean; hint?: string },
  act: (text: string) => Act,
): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (!mayPress(stage.model)) return;
    stage.press(act(String(new FormData(form).get("text"))));
    form.reset();
    form.closest("details")?.removeAttribute("open");
  };
  return html`<details class="folded">
    <summary>${summary}</summary>
    <form @submit=${submit}>
      ${field.hint ? html`<p class="quiet">${field.hint}</p>` : null}
      <label>${field.label}<input name="text" maxlength="400" ?required=${field.required} autocomplete="off" /></label>
      <button ?disabled=${!mayPress(stage.model)}>${field.send}</button>
    </form>
  </details>`;
}
