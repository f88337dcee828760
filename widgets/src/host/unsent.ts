// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Where texts that were not sent wait while a page is loaded again; wiped with all else on leaving. */
import * as v from "valibot";
import type { Unsent } from "../model/unsent.ts";

const KEY = "gremium.unsent";
const LIST = v.array(
  v.object({
    attempt: v.string(),
    user: v.string(),
    device: v.string(),
    room: v.string(),
    text: v.string(),
    at: v.number(),
    state: v.picklist(["sending", "failed"]),
    refused: v.boolean(),
  }),
);

export function recallUnsent(storage: Storage): readonly Unsent[] {
  try {
    return v.parse(LIST, JSON.parse(storage.getItem(KEY) ?? "[]"));
  } catch {
    return [];
  }
}

/** Keep them; a browser that has no room left keeps them on the page only. */
export function keepUnsent(storage: Storage, list: readonly Unsent[]): void {
  try {
    if (list.length) storage.setItem(KEY, JSON.stringify(list));
    else storage.removeItem(KEY);
  } catch {
    // As above: what is on the page is not lost by it.
  }
}
