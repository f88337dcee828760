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
  | { readonly kind: "ask-floor"; readonly as: Speech }
  | { readonly kind: "withdraw-floor" }
  | { readonly kind: "give-back-floor" }
  | { readonly kind: "recuse"; readonly reason: string }
  | { readonly kind: "report-disturbance"; readonly what: string }
  | { readonly kind: "end-disturbance"; readonly id: string }
  | { readonly kind: "move-procedure"; readonly what: Procedure }
  | { readonly kind: "support-procedure"; readonly id: string }
  | { readonly kind: "carry-procedure"; readonly id: string }
  | { readonly kind: "open-meeting" }
  | { readonly kind: "start-roll-call" }
  | { readonly kind: "close-roll-call" }
  | { readonly kind: "call-item"; readonly number: string }
  | { readonly kind: "close-item" }
  | { readonly kind: "open-vote"; readonly motion: string | null; readonly mode: Mode }
  | { readonly kind: "open-appeal"; readonly measure: string }
  | { readonly kind: "close-vote" }
  /** One vote on several items, by their numbers. */
  | { readonly kind: "open-block"; readonly numbers: readonly string[]; readonly mode: Mode }
  /** Somebody wants to vote on this item of the block by itself. */
  | { readonly kind: "part-block"; readonly number: string }
  | { readonly kind: "divide"; readonly motion: string }
  | { readonly kind: "undivide"; readonly motion: string }
  | { readonly kind: "state-convocation"; readonly note: string }
  | { readonly kind: "settle-agenda" }
  | { readonly kind: "skip-step"; readonly step: Skippable; readonly reason: string }
  | { readonly kind: "next-speaker" }
  | { readonly kind: "give-floor"; readonly seat: string }
  | { readonly kind: "take-floor" }
  | { readonly kind: "extend-speech"; readonly seat: string }
  | { readonly kind: "exclude-public" }
  | { readonly kind: "restore-public" }
  | { readonly kind: "interrupt" }
  | { readonly kind: "resume" }
  | { readonly kind: "close-meeting" }
  | { readonly kind: "mark-present"; readonly seat: string }
  | { readonly kind: "mark-left"; readonly seat: string }
  | {
      readonly kind: "mark-absent";
      readonly seat: string;
      readonly excused: boolean;
      readonly reason: string;
    }
  | { readonly kind: "dissent"; readonly seat: string | null }
  | {
      readonly kind: "take-measure";
      readonly step: OrderStep;
      readonly seat: string;
      readonly reason: string;
    }
  | { readonly kind: "appeal"; readonly measure: string }
  | { readonly kind: "open-questions" }
  | { readonly kind: "close-questions" }
  | { readonly kind: "next-question" }
  | { readonly kind: "answer-question"; readonly id: string; readonly text: string }
  | {
      readonly kind: "defer-question";
      readonly id: string;
      /** As a calendar gives it: `2026-12-10`. */
      readonly due: string;
      readonly office: string;
    }
  | { readonly kind: "show-circulations" }
  | { readonly kind: "circulation-vote"; readonly id: string; readonly choice: Choice }
  | { readonly kind: "circulation-support"; readonly id: string }
  | { readonly kind: "circulation-object"; readonly id: string; readonly reason: string }
  | { readonly kind: "circulation-recuse"; readonly id: string; readonly reason: string }
  | { readonly kind: "enter-hand"; readonly seat: string; readonly choice: Choice }
  | { readonly kind: "enter-rest"; readonly choice: Choice }
  /** `seat` is null for oneself. */
  | { readonly kind: "stand-in"; readonly seat: string | null; readonly principal: string }
  | { readonly kind: "stand-down"; readonly seat: string }
  | { readonly kind: "open-release"; readonly number: string }
  | { readonly kind: "release"; readonly number: string; readonly reason: string }
  /** What the tellers found in the open vote. */
  | ({ readonly kind: "enter-sums" } & Count)
  | ({ readonly kind: "count-postal"; readonly ballot: string } & Count)
  /** `until` as a calendar gives it; without a `motion` it is on the one that is open. */
  | { readonly kind: "order-postal"; readonly until: string; readonly motion: string }
  | { readonly kind: "open-election"; readonly office: string }
  /** `seat` has made the nomination. */
  | {
      readonly kind: "nominate";
      readonly election: string;
      readonly seat: string;
      readonly name: string;
    }
  | {
      readonly kind: "withdraw-candidate";
      readonly election: string;
      readonly candidate: string;
    }
  /** `until` as a calendar gives it, where the papers go by post; else empty. */
  | {
      readonly kind: "open-round";
      readonly election: string;
      readonly until: string;
      readonly tellers: readonly string[];
      readonly openly: boolean;
    }
  /** Ask the body whether everybody consents to an election by show of hands. */
  | { readonly kind: "open-consent" }
  | { readonly kind: "demand-papers" }
  /** On whom a lot drawn in the hall has fallen. */
  | { readonly kind: "draw-lot"; readonly election: string; readonly candidate: string }
  | { readonly kind: "prepare-lot"; readonly election: string }
  | { readonly kind: "seal-lot" }
  | { readonly kind: "reveal-lot"; readonly words: string }
  | { readonly kind: "void-lot"; readonly reason: string }
  | {
      readonly kind: "settle-tie";
      readonly election: string;
      readonly outcome: Tie;
      readonly reason: string;
    }
  | {
      readonly kind: "count-round";
      readonly election: string;
      readonly votes: readonly Named[];
      /** Noes where one candidate stands alone (else null), and papers that name nobody. */
      readonly rest: Readonly<Record<"abstain" | "invalid", number> & { against: number | null }>;
    }
  | { readonly kind: "repeat-round"; readonly election: string; readonly reason: string }
  | {
      readonly kind: "answer-election";
      readonly election: string;
      readonly accepted: boolean;
    }
  /** `seat` is null for oneself. */
  | { readonly kind: "confirm-alone"; readonly seat: string | null }
  | {
      readonly kind: "note-supervision";
      readonly number: string;
      readonly state: Supervised;
      readonly note: string;
    }
  | { readonly kind: "show-guests" }
  | { readonly kind: "admit-guest"; readonly request: string }
  | { readonly kind: "refuse-guest"; readonly request: string }
  | { readonly kind: "confirm"; readonly word: string }
  | { readonly kind: "discard"; readonly word: string };

/** Votes counted without names. */
export type Figures = Readonly<Record<Choice | "invalid", number>>;

/** How many papers name a candidate. */
export interface Named {
  readonly candidate: string;
  readonly papers: number;
}

/** A count, and the seats that vouch for it. */
export interface Count {
  readonly figures: Figures;
  readonly tellers: readonly string[];
}

/** What follows where more than two share the most votes. */
export type Tie = "run-off" | "lot" | "repeat";
export const TIES: readonly Tie[] = ["run-off", "lot", "repeat"];

/** What the supervisory authority has to say to a resolution. */
export type Supervised = "needed" | "granted" | "refused";
export const SUPERVISION: readonly Supervised[] = ["needed", "granted", "refused"];

/** How a vote is held that the chair opens by one press; `unopposed`: nobody objects. */
export type Mode = "open" | "recorded" | "unopposed";

/** Steps of the opening that may be left out. */
export type Skippable = "convocation" | "agenda" | "minutes" | "residents";
export const SKIPPABLE: readonly Skippable[] = ["convocation", "agenda", "minutes", "residents"];

/** Measures to keep order, the mildest first. */
export type OrderStep = "to_the_matter" | "to_order" | "withdraw_floor" | "expel";
export const ORDER_STEPS: readonly OrderStep[] = [
  "to_the_matter",
  "to_order",
  "withdraw_floor",
  "expel",
];

/** As what one asks for the floor. */
export type Speech = "debate" | "question" | "reply" | "personal" | "procedure";
export const SPEECHES: readonly Speech[] = ["debate", "question", "reply", "personal", "procedure"];

/** What a member may move on the course of business by one press. */
export type Procedure =
  | "close_debate"
  | "close_list"
  | "adjourn_item"
  | "recorded_vote"
  | "secret_vote"
  | "recess";
export const PROCEDURES: readonly Procedure[] = [
  "close_debate",
  "close_list",
  "adjourn_item",
  "recorded_vote",
  "secret_vote",
  "recess",
];

const SPEECH: Record<Speech, string> = {
  debate: "!meldung",
  question: "!meldung zwischenfrage",
  reply: "!meldung erwiderung",
  personal: "!meldung persönlich",
  procedure: "!meldung geschäftsordnung",
};
const PROCEDURE: Record<Procedure, string> = {
  close_debate: "schluss der debatte",
  close_list: "schluss der rednerliste",
  adjourn_item: "vertagung",
  recorded_vote: "namentlich",
  secret_vote: "geheim",
  recess: "pause 10",
};
const MODE: Record<Mode, string | null> = {
  open: null,
  recorded: "namentlich",
  unopposed: "einvernehmlich",
};
const ORDER: Record<OrderStep, string> = {
  to_the_matter: "!ruf zur sache",
  to_order: "!ordnungsruf",
  withdraw_floor: "!wortentzug",
  expel: "!ausschließen",
};
const STEP: Record<Skippable, string> = {
  convocation: "ladung",
  agenda: "tagesordnung",
  minutes: "niederschrift",
  residents: "fragestunde",
};
const SUPERVISED: Record<Supervised, string> = {
  needed: "nötig",
  granted: "erteilt",
  refused: "versagt",
};
const TIE: Record<Tie, string> = { "run-off": "stichwahl", lot: "los", repeat: "wiederholung" };
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
      return SPEECH[act.as];
    case "withdraw-floor":
      return "!meldung zurück";
    case "give-back-floor":
    case "take-floor":
      return "!wort zurück";
    case "recuse":
      return `!befangen ${plain(act.reason)}`.trim();
    case "report-disturbance":
      return `!störung ${plain(act.what)}`;
    case "end-disturbance":
      return `!störung behoben ${act.id}`;
    case "move-procedure":
      return `!go ${PROCEDURE[act.what]}`;
    case "support-procedure":
      return `!go unterstützen ${act.id}`;
    case "carry-procedure":
      return `!go angenommen ${act.id}`;
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
      return ["!abstimmung öffnen", act.motion, MODE[act.mode]]
        .filter((word) => word !== null)
        .join(" ");
    case "open-appeal":
      return `!abstimmung öffnen einspruch ${act.measure}`;
    case "close-vote":
      return "!abstimmung schließen";
    case "open-block":
      return ["!blockabstimmung", ...act.numbers, MODE[act.mode]]
        .filter((word) => word !== null)
        .join(" ");
    case "part-block":
      return `!widerspruch TOP ${act.number}`;
    case "divide":
      return `!getrennt ${act.motion}`;
    case "undivide":
      return `!getrennt ${act.motion} aufheben`;
    case "state-convocation":
      return `!ladung feststellen ${plain(act.note)}`.trim();
    case "settle-agenda":
      return "!tagesordnung feststellen";
    case "skip-step":
      return `!weiter ohne ${STEP[act.step]} ${plain(act.reason)}`;
    case "next-speaker":
      return "!nächste wortmeldung";
    case "give-floor":
      return `!wort ${act.seat}`;
    case "extend-speech":
      return `!redezeit verlängern für ${act.seat}`;
    case "exclude-public":
      return "!nichtöffentlich";
    case "restore-public":
      return "!öffentlich";
    case "interrupt":
      return "!pause";
    case "resume":
      return "!weiter";
    case "close-meeting":
      return "!sitzung schließen";
    case "mark-present":
      return `!anwesend ${act.seat}`;
    case "mark-left":
      return `!gegangen ${act.seat}`;
    case "mark-absent":
      return `!${act.excused ? "" : "un"}entschuldigt ${act.seat} ${plain(act.reason)}`;
    case "dissent":
      return ["!widerspruch", act.seat].filter((word) => word !== null).join(" ");
    case "take-measure":
      return `${ORDER[act.step]} ${act.seat} ${plain(act.reason)}`;
    case "appeal":
      return `!einspruch ${act.measure}`;
    case "stand-in":
      return `!vertretung ${act.seat === null ? "" : `${act.seat} `}für ${act.principal}`;
    case "stand-down":
      return `!vertretung beenden ${act.seat}`;
    case "open-release":
      return `!abstimmung öffnen bekanntgabe ${plain(act.number)}`;
    case "release":
      return `!bekanntgeben ${plain(act.number)} ${plain(act.reason)}`.trim();
    case "open-questions":
      return "!fragestunde";
    case "close-questions":
      return "!fragestunde schließen";
    case "next-question":
      return "!nächste frage";
    case "answer-question":
      return `!frage beantwortet ${act.id} ${plain(act.text)}`;
    case "defer-question":
      return `!frage schriftlich ${act.id} bis ${act.due} ${plain(act.office)}`;
    case "show-circulations":
      return "!umläufe";
    case "circulation-vote":
      return `!umlauf ${act.id} ${VOTE[act.choice]}`;
    case "circulation-support":
      return `!umlauf unterstützen ${act.id}`;
    case "circulation-object":
      return `!umlauf widersprechen ${act.id} ${plain(act.reason)}`;
    case "circulation-recuse":
      return `!umlauf befangen ${act.id} ${plain(act.reason)}`;
    case "enter-hand":
      return `!handzeichen ${VOTE[act.choice]} Sitz ${act.seat}`;
    case "enter-rest":
      return `!handzeichen übrige ${VOTE[act.choice]}`;
    case "enter-sums":
      return `!auszählung ${sums(act)}`;
    case "count-postal":
      return `!briefabstimmung auszählen ${act.ballot} ${sums(act)}`;
    case "order-postal":
      return `!briefabstimmung bis ${act.until} ${act.motion}`.trim();
    case "open-election":
      return `!wahl eröffnen ${plain(act.office)}`;
    case "nominate":
      return `!wahlvorschlag ${act.election} für ${act.seat}: ${plain(act.name)}`;
    case "withdraw-candidate":
      return `!wahlvorschlag zurückziehen ${act.election} ${named(act.candidate)}`;
    case "open-consent":
      return "!abstimmung öffnen wahl offen";
    case "demand-papers":
      return "!wahl geheim";
    case "draw-lot":
      return `!los ${act.election} ${named(act.candidate)}`;
    case "prepare-lot":
      return `!los öffentlich ${act.election}`;
    case "seal-lot":
      return "!los versiegeln";
    case "reveal-lot":
      return `!los aufdecken ${plain(act.words)}`;
    case "void-lot":
      return `!los verwerfen ${plain(act.reason)}`;
    case "settle-tie":
      return `!gleichstand ${act.election} ${TIE[act.outcome]} ${plain(act.reason)}`;
    case "open-round":
      return ["!wahlgang", act.election, ...round(act)].join(" ");
    case "count-round":
      return `!wahlgang ergebnis ${act.election} ${papers(act)}`;
    case "repeat-round":
      return `!wahlgang wiederholen ${act.election} ${plain(act.reason)}`;
    case "answer-election":
      return `!wahl ${act.accepted ? "annehmen" : "ablehnen"} ${act.election}`;
    case "confirm-alone":
      return `!allein ${act.seat === null ? "" : `für ${act.seat}`}`.trim();
    case "note-supervision":
      return `!beschluss genehmigung ${plain(act.number)} ${SUPERVISED[act.state]} ${plain(act.note)}`;
    case "show-guests":
      return "!gäste";
    case "admit-guest":
      return `!gast aufnehmen ${act.request}`;
    case "refuse-guest":
      return `!gast ablehnen ${act.request}`;
    case "confirm":
      return `!bestätigen ${act.word}`.trim();
    case "discard":
      return `!verwerfen ${act.word}`.trim();
  }
}

/** How a round is held, who counts it, and by when its papers are back if they go by post. */
function round({ tellers, until, openly }: Act & { kind: "open-round" }): string[] {
  const how = openly ? ["offen"] : [];
  const count = tellers.length > 0 ? [`zähler ${tellers.join(",")}`] : [];
  return [...how, ...count, ...(until ? [`brief bis ${until}`] : [])];
}

/** A name, quoted so that it is nothing but a name; the bot compares it without marks of its own. */
function named(name: string): string {
  return `"${plain(name).replace(/["'„“”«»‚‘’]/g, "")}"`;
}

/** What the tellers found in a round. */
function papers({ votes, rest }: Act & { kind: "count-round" }): string {
  const said = votes.map(({ candidate, papers: n }) => `${named(candidate)} ${n}`);
  if (rest.against !== null) said.push(`nein ${rest.against}`);
  if (rest.abstain > 0) said.push(`enthaltung ${rest.abstain}`);
  if (rest.invalid > 0) said.push(`ungültig ${rest.invalid}`);
  return said.join(" ");
}

/** Figures as the tellers read them out, and who they are. */
function sums({ figures, tellers }: Count): string {
  const { yes, no, abstain, invalid } = figures;
  const said = [`ja ${yes} nein ${no}`];
  if (abstain > 0) said.push(`enthaltung ${abstain}`);
  if (invalid > 0) said.push(`ungültig ${invalid}`);
  if (tellers.length > 0) said.push(`zähler ${tellers.join(",")}`);
  return said.join(" ");
}

/** Free text as one line: what a person wrote must not begin a second command. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 500);
}

/** Return the word by which the bot's sentence asks to be confirmed, or null if it does not. */
export function asksToConfirm(answer: string): string | null {
  return /!(?:bestätigen|confirm)\s+([A-Z\d]+(?:[_-]+[A-Z\d]+)*)/.exec(answer)?.[1] ?? null;
}

/** Return the vote an act gives, or null if it is none. */
export function choiceOf(act: Act): Choice | null {
  return act.kind === "vote" ? act.choice : null;
}

/** Return the vote an act gives in a decision between meetings, or null if it is none. */
export function circulationOf(act: Act): { readonly id: string; readonly choice: Choice } | null {
  return act.kind === "circulation-vote" ? act : null;
}
