// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Where texts that were begun are kept, beside the session; wiped with it on leaving. */
import * as v from "valibot";
import type { Drafts } from "../model/drafts.ts";

const KEY = "gremium.drafts";
const DRAFTS = v.object({ user: v.string(), texts: v.record(v.string(), v.string()) });

export function recallDrafts(storage: Storage): Drafts | null {
  try {
    return v.parse(DRAFTS, JSON.parse(storage.getItem(KEY) ?? "null"));
  } catch {
    return null;
  }
}

/** Keep them, or with null none; a browser that has no room left keeps them on the page only. */
export function keepDrafts(storage: Storage, drafts: Drafts | null): void {
  try {
    if (drafts) storage.setItem(KEY, JSON.stringify(drafts));
    else storage.removeItem(KEY);
  } catch {
    // As above: what is on the page is not lost by it.
  }
}
