// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Who asks to listen and waits for the office (`docs/reference/guests.schema.json`). */
import * as v from "valibot";
import { type Content, readAs, type Told } from "./view.ts";

export const GUESTS = "org.gremium.guests";
export const GUESTS_VERSION = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Request = v.object({
  /** By which the commands name it. It goes into a command, so it is nothing but that. */
  request: v.pipe(v.string(), v.regex(/^G[1-9]\d{0,8}$/)),
  name: v.string(),
  user: v.string(),
  at: v.pipe(v.string(), v.isoTimestamp()),
});

const Schema = v.object({
  v: v.literal(GUESTS_VERSION),
  waiting: v.array(Request),
  more: count,
  /** A list with fewer is older. */
  changes: count,
});

export type GuestRequest = v.InferOutput<typeof Request>;
export type Guests = v.InferOutput<typeof Schema>;

/** Return what a message tells of people who ask to listen, or null if it tells nothing of them. */
export function readGuests(content: Content): Told<Guests> | null {
  return readAs(content, GUESTS, GUESTS_VERSION, Schema);
}
