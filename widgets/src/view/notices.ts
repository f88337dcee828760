// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What goes wrong, and what the bot answered: above everything else. */
import { html, type TemplateResult } from "lit";
import { type Act, asksToConfirm, circulationOf } from "../model/acts.ts";
import type { Model, Trouble } from "../model/model.ts";
import type { Words } from "../words/index.ts";
import { button } from "./stage.ts";

interface Told {
  readonly model: Model;
  readonly words: Words;
  readonly press: (act: Act) => void;
  readonly dismiss: () => void;
}

export function notices(told: Told): TemplateResult {
  const { model, words } = told;
  return html`<div role="alert" class="notices">
    ${model.online ? null : html`<p class="notice">${words.offline}</p>`}
    ${model.troubles.map((known) => html`<p class="notice">${troubleText(known, words)}</p>`)}
    ${sendingText(model, words)} ${model.answer === null ? null : answered(told, model.answer)}
  </div>`;
}

/** The bot's sentence, with the buttons it asks for. */
function answered(told: Told, answer: string): TemplateResult {
  const { words } = told;
  const word = asksToConfirm(answer);
  return html`<div class="notice answer">
    <p>${answer}</p>
    <div class="row">
      ${
        word === null
          ? null
          : html`${button(told, { kind: "confirm", word }, words.confirm, { kind: "primary" })}
            ${button(told, { kind: "discard", word }, words.discard)}`
      }
      <button type="button" @click=${told.dismiss}>${words.dismiss}</button>
    </div>
  </div>`;
}

/** What became of a press that is not a vote; votes have their own places. */
function sendingText({ sending }: Model, words: Words): TemplateResult | null {
  if (!sending || sending.ballot !== null || circulationOf(sending.act) !== null) return null;
  if (sending.state !== "failed") return html`<p class="notice passing">${words.passing}</p>`;
  return html`<p class="notice">${sending.certain ? words.actNotSent : words.actUnknown}</p>`;
}

export function troubleText(known: Trouble, words: Words): string {
  return known.kind === "refused"
    ? words.trouble[`refused-${known.what}`]
    : words.trouble[known.kind];
}
