// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** What an amendment changes, word by word: struck out and underlined, never by colour alone. */
import { diffWords } from "diff";
import { html, type TemplateResult } from "lit";
import type { Motion } from "../model/view.ts";

/** The wording of a motion; of an amendment what it changes in the motion it amends. */
export function wording(motion: Motion, all: readonly Motion[]): unknown {
  const amended = all.find((known) => known.id === motion.amends);
  if (!amended) return motion.text;
  const { text, replaces } = motion;
  if (!replaces) return difference(amended.text, text);
  const [before, ...after] = amended.text.split(replaces);
  // Worked in already, or cut off here: the place it was meant for cannot be shown.
  if (after.length !== 1) return html`<del>${replaces}</del> <ins>${text}</ins>`;
  return html`${before}<del>${replaces}</del><ins>${text}</ins>${after[0]}`;
}

/** Beyond this nothing is compared: the new wording is shown as it stands. */
const LONGEST = 4000;
/** An amendment that keeps less of the wording than this is a text of its own, not an edit. */
const KEPT = 0.5;

function difference(before: string, after: string): TemplateResult {
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
