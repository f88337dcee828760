// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The last lines of a page: what is forbidden, what is explained elsewhere, and plain words. */
import { html, type TemplateResult } from "lit";
import type { Words } from "../words/index.ts";

/**
 * `plainly` turns plain words on and off; null where there are none or nothing can be kept. `warned`:
 * the page has said already that recording is forbidden, before all else.
 */
export function foot(
  words: Words,
  plainly: (() => void) | null,
  { warned } = { warned: false },
): TemplateResult {
  return html`<div class="foot">
    ${warned ? null : html`<p class="quiet">${words.noRecording}</p>`}
    <p>
      <a href="../accessibility/" target="_blank" rel="noopener noreferrer">${words.accessibility}</a>
      <a href="../privacy/" target="_blank" rel="noopener noreferrer">${words.privacy}</a>
      ${plainly && words.plainWords ? html`<button @click=${plainly}>${words.plainWords}</button>` : null}
    </p>
  </div>`;
}
