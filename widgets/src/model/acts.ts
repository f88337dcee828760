// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * What a person can do on a page, and the words of the chat command it stands for.
 *
 * A page has no other way to act: the words go sealed into the room, as if they had been typed.
 */
import type { Choice } from "./view.ts";

/** The event type the bot reads commands of widgets from. */
export const COMMAND = "org.gremium.command";

export type Act =
  | { readonly kind: "vote"; readonly choice: Choice }
  | { readonly kind: "status" }
  | { readonly kind: "present" }
  | { readonly kind: "leave" }
  | { readonly kind: "ask-floor" }
  | { readonly kind: "withdraw-floor" }
  | { readonly kind: "recuse" }
  | { readonly kind: "open-meeting" }
  | { readonly kind: "start-roll-call" }
  | { readonly kind: "close-roll-call" }
  | { readonly kind: "call-item"; readonly number: string }
  | { readonly kind: "close-item" }
  | { readonly kind: "open-vote"; readonly motion: string | null; readonly recorded: boolean }
  | { readonly kind: "close-vote" }
  | { readonly kind: "give-floor"; readonly seat: string }
  | { readonly kind: "take-floor" }
  | { readonly kind: "interrupt" }
  | { readonly kind: "resume" }
  | { readonly kind: "close-meeting" }
  | { readonly kind: "mark-present"; readonly seats: readonly string[] }
  | { readonly kind: "confirm" }
  | { readonly kind: "discard" };

const VOTE: Record<Choice, string> = { yes: "ja", no: "nein", abstain: "enthaltung" };

/** Return the chat command of an act. */
export function words(act: Act): string {
  switch (act.kind) {
    case "vote":
      return `!abstimmung ${VOTE[act.choice]}`;
    case "status":
      return "!status";
    case "present":
      return "!anwesend";
    case "leave":
      return "!gegangen";
    case "ask-floor":
      return "!wort melden";
    case "withdraw-floor":
      return "!wort zurückziehen";
    case "recuse":
      return "!befangen";
    case "open-meeting":
      return "!sitzung eröffnen";
    case "start-roll-call":
      return "!namensaufruf";
    case "close-roll-call":
      return "!namensaufruf schließen";
    case "call-item":
      return `!top ${act.number}`;
    case "close-item":
      return "!top schließen";
    case "open-vote":
      return ["!abstimmung öffnen", act.motion, act.recorded ? "namentlich" : null]
        .filter((word) => word !== null)
        .join(" ");
    case "close-vote":
      return "!abstimmung schließen";
    case "give-floor":
      return `!wort ${act.seat}`;
    case "take-floor":
      return "!wort zurück";
    case "interrupt":
      return "!pause";
    case "resume":
      return "!weiter";
    case "close-meeting":
      return "!sitzung schließen";
    case "mark-present":
      return `!anwesend ${act.seats.join(",")}`;
    case "confirm":
      return "!bestätigen";
    case "discard":
      return "!verwerfen";
  }
}

/** Return the vote an act gives, or null if it is none. */
export function choiceOf(act: Act): Choice | null {
  return act.kind === "vote" ? act.choice : null;
}
