// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** Wiring shared by all pages: address in, model in the middle, element out. */
import "@vector-im/compound-design-tokens/assets/web/css/compound-design-tokens.css";
import "./page.css";
import type { Act } from "../model/acts.ts";
import { type Event, type Model, start, update } from "../model/model.ts";
import type { Words } from "../words/index.ts";
import { wordsFor } from "../words/index.ts";
import { type Address, readAddress } from "./address.ts";
import { pinned } from "./pin.ts";
import { readBy, turnPlain } from "./plainly.ts";
import { remind } from "./remind.ts";
import { applyTheme } from "./theme.ts";
import { connect, type Host } from "./widget.ts";

interface Page extends HTMLElement {
  model: Model;
  words: Words;
  press?: (act: Act) => void;
  dismiss?: () => void;
  plainly?: (() => void) | null;
}

/** How a page reaches the client around it; the second part hears of each new state. */
export type Reach = (
  address: Address,
  tell: (event: Event) => void,
  /** Whether there is anything to press. */
  sends: boolean,
) => Host & { readonly show?: (model: Model) => void };

const plainly: Reach = ({ widgetId, origin, room }, tell, sends) =>
  connect(widgetId, origin, room, tell, sends);

/** Run a page element on what its address says. */
export function run(
  page: Page,
  status: HTMLElement,
  announce: (before: Model, after: Model, words: Words) => string | null,
  reach: Reach = plainly,
): void {
  const address = readAddress(window.location);
  const words = wordsFor(readBy(address?.language ?? navigator.language, storage()));
  document.documentElement.lang = words.language === "English" ? "en" : "de";
  if (address === null) {
    status.textContent = words.address;
    status.className = "fault";
    return;
  }
  applyTheme(address.theme);
  const { room, user, bot } = address;
  let model = start({ room, user, bot, key: pinned(bot, address.key, storage()) });
  const tell = (event: Event): void => {
    const before = model;
    model = update(model, event);
    if (model === before) return;
    page.model = model;
    host.show?.(model);
    const said = announce(before, model, words);
    if (said !== null) status.textContent = said;
  };
  page.words = words;
  page.model = model;
  const host = reach(address, tell, "press" in page);
  page.press = (act) => {
    const before = model;
    tell({ kind: "pressed", act });
    if (model.sending !== before.sending && model.sending?.state === "sending") host.send(act);
  };
  page.dismiss = () => tell({ kind: "dismissed" });
  for (const kind of ["online", "offline"]) {
    window.addEventListener(kind, () => tell({ kind: "connection", online: navigator.onLine }));
  }
  if ("press" in page) {
    page.plainly = () => {
      turnPlain(storage());
      window.location.reload();
    };
    remind(
      () => [model],
      words,
      (said) => {
        status.textContent = said;
      },
    );
  }
  document.body.append(page);
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
