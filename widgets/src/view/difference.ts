// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What an amendment changes, word by word: struck out and underlined, never by colour alone. */
import { diffWords } from "diff";
import { html, type TemplateResult } from "lit";

/** Beyond this nothing is compared: the new wording is shown as it stands. */
const LONGEST = 4000;
/** An amendment that keeps less of the wording than this is a text of its own, not an edit. */
const KEPT = 0.5;

export function difference(before: string, after: string): TemplateResult {
  if (before.length + after.length > LONGEST) return html`${after}`;
  const parts = diffWords(before, after);
  const kept = parts.filter((part) => !part.added && !part.removed);
  const length = kept.reduce((sum, part) => sum + part.value.length, 0);
  if (length < before.length * KEPT) return html`${after}`;
  return html`${parts.map((part) => {
    if (part.added) return html`<ins>${part.value}</ins>`;
    return part.removed ? html`<del>${part.value}</del>` : html`${part.value}`;
  })}`;
}
