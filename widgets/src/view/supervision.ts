// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** In the office: whether the supervisory authority has to approve a resolution, and what it said. */
import { html, type TemplateResult } from "lit";
import { SUPERVISION } from "../model/acts.ts";
import type { Words } from "../words/index.ts";
import { line, type Pressed, said, sheet } from "./stage.ts";

export function supervision(stage: Pressed & { readonly words: Words }): TemplateResult {
  const { words } = stage;
  const fields = html`<p class="quiet">${words.supervisionHint}</p>
    ${line(words.resolutionNumber, true, "number")} ${line(words.supervisionNote, true)}`;
  const buttons = SUPERVISION.map((state) => words.supervised[state]);
  return html`<section class="card">
    ${sheet(stage, words.supervision, fields, buttons, (data, n) => ({
      kind: "note-supervision",
      number: said(data, "number"),
      state: SUPERVISION[n] ?? "needed",
      note: said(data, "text"),
    }))}
  </section>`;
}
