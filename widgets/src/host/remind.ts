// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Looks at the clock while a page is open, and says what ends soon. */
import type { Model } from "../model/model.ts";
import { reminder } from "../view/announce.ts";
import type { Words } from "../words/index.ts";

const LOOK = 5_000;

/** `models` returns what is known now, `say` has it read out. */
export function remind(
  models: () => readonly Model[],
  words: Words,
  say: (text: string) => void,
): void {
  let since = Date.now();
  setInterval(() => {
    const now = Date.now();
    for (const model of models()) {
      const said = reminder(model, since, now, words);
      if (said !== null) say(said);
    }
    since = now;
  }, LOOK);
}
