// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The last line of a page: the accessibility statement, and plain words for who wants them. */
import { html, type TemplateResult } from "lit";
import type { Words } from "../words/index.ts";

/** `plainly` turns plain words on and off; null where there are none or nothing can be kept. */
export function foot(words: Words, plainly: (() => void) | null): TemplateResult {
  return html`<p class="foot">
    <a href="../accessibility/" target="_blank" rel="noopener noreferrer">${words.accessibility}</a>
    ${plainly && words.plainWords ? html`<button @click=${plainly}>${words.plainWords}</button>` : null}
  </p>`;
}
