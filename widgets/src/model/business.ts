// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Where business is done now, of all rooms a page follows: what the newest view of them says. */
import { RUNNING } from "./model.ts";
import type { View } from "./view.ts";

export interface Business {
  readonly meeting: string;
  /** The journal entry the view was made at. */
  readonly seq: number;
  readonly runs: boolean;
  /** Whether it is in the closed room. */
  readonly closed: boolean;
}

/** What is known after a room has told something; a room that says nothing of it changes nothing. */
export function follow(known: Business | null, view: View | null): Business | null {
  if (view === null) return known;
  const { id: meeting, non_public: closed, phase } = view.meeting;
  const { seq } = view.journal;
  const runs = RUNNING.includes(phase);
  const older = known?.meeting === meeting ? seq <= known.seq : known?.runs && !runs;
  return older ? known : { meeting, seq, runs, closed };
}
