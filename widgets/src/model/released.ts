// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Non-public resolutions as they were released (`docs/reference/released.schema.json`). */
import * as v from "valibot";
import { type Content, Result, readAs, type Told } from "./view.ts";

export const RELEASED = "org.gremium.released";
export const RELEASED_VERSION = 1;

const Schema = v.object({
  v: v.literal(RELEASED_VERSION),
  number: v.string(),
  decided: v.string(),
  title: v.string(),
  text: v.string(),
  cut: v.boolean(),
  own_words: v.boolean(),
  /** Null for an election. */
  result: v.nullable(Result),
  resolved_in: v.nullable(v.string()),
  reason: v.string(),
  norm: v.string(),
});

export type Released = v.InferOutput<typeof Schema>;

/** How many are shown, the newest; the register of resolutions holds all of them. */
export const SHOWN = 3;

/** Return the released resolution a message tells of, or null if it tells of none. */
export function readReleased(content: Content): Told<Released> | null {
  return readAs(content, RELEASED, RELEASED_VERSION, Schema);
}

/** Add a release; told again it changes nothing, since a release cannot be taken back. */
export function withReleased(known: readonly Released[], one: Released): readonly Released[] {
  if (known.some(({ number }) => number === one.number)) return known;
  return [...known, one].slice(-SHOWN);
}
