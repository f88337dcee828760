// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The two marks of the bot's plain texts, as its help has them: **weighty words** and `commands`. */
import { html, type TemplateResult } from "lit";

const MARKED = /(\*\*[^*\n]+\*\*|`[^`\n]+`)/;

export function marked(text: string): (TemplateResult | string)[] {
  // Split with a group in it: every second piece is a marked one.
  return text.split(MARKED).map((piece, n) => {
    if (n % 2 === 0) return piece;
    return piece.startsWith("`")
      ? html`<code>${piece.slice(1, -1)}</code>`
      : html`<strong>${piece.slice(2, -2)}</strong>`;
  });
}
