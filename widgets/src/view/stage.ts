// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What every part of the panel draws from and acts by. */
import { html, nothing, type TemplateResult } from "lit";
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

/** What a button needs. */
export type Pressed = Pick<Stage, "model" | "press">;

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
  { model, press }: Pressed,
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
  stage: Pressed,
  summary: string,
  field: { label: string; send: string; required: boolean; hint?: string },
  act: (text: string) => Act,
): TemplateResult {
  const fields = html`${field.hint ? html`<p class="quiet">${field.hint}</p>` : null}
    ${line(field.label, field.required)}`;
  return sheet(stage, summary, fields, [field.send], (data) => act(said(data, "text")));
}

/** A line to be filled in. */
export function line(label: string, required: boolean, name = "text"): TemplateResult {
  return html`<label>${label}<input name=${name} maxlength="400" ?required=${required} autocomplete="off" /></label>`;
}

/** What was filled in under a name. */
export function said(data: FormData, name: string): string {
  return String(data.get(name) ?? "");
}

/**
 * A form folded away until it is wanted. Each of `buttons` sends it; `act` hears which by its number,
 * and `about` names what it concerns to who does not see where it stands.
 */
export function sheet(
  stage: Pressed,
  summary: string,
  fields: TemplateResult,
  buttons: readonly string[],
  act: (data: FormData, button: number) => Act,
  about = "",
): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (!mayPress(stage.model)) return;
    const button = Number((event.submitter as HTMLButtonElement | null)?.value ?? 0);
    stage.press(act(new FormData(form), button));
    form.reset();
    form.closest("details")?.removeAttribute("open");
  };
  return html`<details class="folded">
    <summary aria-label=${about ? `${summary}: ${about}` : nothing}>${summary}</summary>
    <form @submit=${submit}>
      ${fields}
      <div class="row">
        ${buttons.map(
          (label, n) =>
            html`<button value=${n} aria-label=${about ? `${label}: ${about}` : nothing} ?disabled=${!mayPress(stage.model)}>${label}</button>`,
        )}
      </div>
    </form>
  </details>`;
}
