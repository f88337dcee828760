// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The bot's view of a meeting (`docs/reference/view.schema.json`), read out of untrusted content.
 *
 * Unknown fields are dropped and unknown enumeration values kept as they are, so that an old page
 * goes on with a newer bot; a higher `v` means that half of it would be misread, and is refused.
 */
import * as v from "valibot";

export const VERSION = 1;
export const TYPE = "org.gremium.view";
export const FOR = "org.gremium.for";
export type Content = Readonly<Record<string, unknown>>;

const seat = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const Choice = v.picklist(["yes", "no", "abstain"]);
export const Votes = v.record(seat, Choice);

const Item = v.object({
  id: v.string(),
  number: v.string(),
  title: v.nullable(v.string()),
  cut: v.boolean(),
  public: v.boolean(),
  done: v.boolean(),
  late: v.boolean(),
  papers: v.optional(v.array(v.string()), []),
});

const Person = v.object({
  seat,
  name: v.string(),
  group: v.string(),
  role: v.string(),
  votes: v.boolean(),
  /** How many votes the seat casts, where a statute gives some of them several. */
  weight: v.optional(count, 1),
  presence: v.nullable(v.string()),
  mode: v.nullable(v.string()),
  mark: v.nullable(v.string()),
});

const Motion = v.object({
  id: v.string(),
  amends: v.nullable(v.string()),
  against: v.optional(v.nullable(v.string()), null),
  by: seat,
  joined: v.optional(v.array(seat), []),
  /** What of the amended wording the text stands for; empty: it is a wording of its own. */
  replaces: v.optional(v.string(), ""),
  text: v.string(),
  cut: v.boolean(),
  status: v.string(),
  /** What became of each part of a motion that is voted on part by part. */
  parts: v.optional(v.array(v.string()), []),
  divisible: v.optional(v.boolean(), false),
});

/** How far the opening is, in the order of the rules of procedure. */
const Opening = v.object({
  steps: v.array(v.object({ step: v.string(), state: v.string() })),
  convocation: v.object({
    needed: v.boolean(),
    stated: v.boolean(),
    faults: v.array(v.string()),
  }),
  notice: v.object({
    asked: v.boolean(),
    latest: v.nullable(v.string()),
    proofs: v.array(
      v.object({
        medium: v.string(),
        where: v.string(),
        since: v.string(),
        until: v.nullable(v.string()),
        flaws: v.array(v.string()),
      }),
    ),
  }),
});

/** A decision taken for the body because the matter could not wait. */
const Urgent = v.object({
  id: v.string(),
  title: v.string(),
  text: v.string(),
  cut: v.boolean(),
  reason: v.string(),
  by: v.string(),
  agreed: v.string(),
  decided: v.string(),
  afterwards: v.string(),
});

export const Result = v.object({
  yes: count,
  no: count,
  abstain: count,
  not_voted: count,
  entitled: count,
  base: count,
  needed: count,
  adopted: v.boolean(),
  rule: v.string(),
});

const Ballot = v.object({
  id: v.string(),
  mode: v.string(),
  subject: v.string(),
  ref: v.string(),
  text: v.string(),
  cut: v.boolean(),
  rule: v.string(),
  entitled: count,
  received: count,
  voted: v.array(seat),
  hidden: v.optional(v.boolean(), false),
  until_all: v.optional(v.boolean(), false),
  without: v.optional(seat),
  votes: v.optional(Votes),
});

const LastResult = v.object({
  id: v.string(),
  mode: v.string(),
  subject: v.string(),
  ref: v.string(),
  undecided: v.nullable(v.string()),
  result: v.nullable(Result),
  votes: v.nullable(Votes),
});

/** A vote whose papers were sent home. */
const Postal = v.object({
  id: v.string(),
  subject: v.string(),
  ref: v.string(),
  text: v.string(),
  until: v.string(),
  issued: count,
});

/** An election: who stands, the round whose papers are out, and how the last one came out. */
const Election = v.object({
  id: v.string(),
  office: v.string(),
  candidates: v.array(v.string()),
  /** Who stands besides and is not named. */
  more: v.optional(count, 0),
  round: v.nullable(
    v.object({
      number: count,
      entitled: count,
      openly: v.boolean(),
      until: v.nullable(v.string()),
    }),
  ),
  counted: v.nullable(
    v.object({
      number: count,
      outcome: v.string(),
      votes: v.array(v.object({ candidate: v.string(), papers: count })),
      against: count,
      abstain: count,
      invalid: count,
    }),
  ),
  tied: v.array(v.string()),
  /** A lot by words handed in; never the words. */
  lot: v.optional(
    v.nullable(v.object({ committed: v.array(seat), sealed: v.boolean(), waiting: v.array(seat) })),
    null,
  ),
  /** By show of hands: not, unless somebody objects, once everybody consents, as everybody has. */
  hands: v.optional(v.string(), "no"),
  /** Papers of the round that runs or comes next may name any eligible person. */
  anyone: v.optional(v.boolean(), false),
  elected: v.string(),
  accepted: v.nullable(v.boolean()),
  /** So many seats are shared among lists; nobody is asked to accept then. */
  seats: v.optional(v.nullable(count), null),
  void: count,
});

/** Who takes part from elsewhere and says that nobody listens in. */
const Alone = v.object({ confirmed: v.array(seat), missing: v.array(seat) });

const Link = v.object({ link: v.string(), microphone: v.boolean(), camera: v.boolean() });

const Waiting = v.object({ seat, kind: v.string() });

const Speaking = v.object({
  seat,
  kind: v.string(),
  begun: v.string(),
  ends: v.nullable(v.string()),
  group_left: v.optional(v.nullable(v.number()), null),
});

const Debate = v.object({
  list_closed: v.boolean(),
  closed: v.boolean(),
  waiting: v.array(Waiting),
  speaking: v.array(Speaking),
  left: v.nullable(v.number()),
});
/** What an older bot, which knows no list, stands for. */
const NO_DEBATE = { list_closed: false, closed: false, waiting: [], speaking: [], left: null };

const Procedural = v.object({
  id: v.string(),
  kind: v.string(),
  by: seat,
  text: v.string(),
  supporters: v.optional(count, 0),
  for: v.array(seat),
  against: v.array(seat),
});

const Measure = v.object({ id: v.string(), step: v.string(), seat, standing: v.string() });

const Question = v.object({ id: v.string(), name: v.string(), text: v.string(), cut: v.boolean() });
const QuestionTime = v.object({
  running: v.boolean(),
  until: v.nullable(v.string()),
  waiting: v.array(v.string()),
  called: v.array(Question),
  owed: v.array(v.string()),
});
/** What an older bot, which tells pages of no question time, stands for. */
const NO_QUESTIONS = { running: false, until: null, waiting: [], called: [], owed: [] };

const Disturbance = v.object({ id: v.string(), seat, sphere: v.nullable(v.string()) });

const ViewSchema = v.object({
  v: v.literal(VERSION),
  public: v.boolean(),
  body: v.object({ id: v.string(), name: v.string() }),
  meeting: v.object({
    id: v.string(),
    title: v.string(),
    starts: v.nullable(v.string()),
    place: v.string(),
    format: v.string(),
    phase: v.string(),
    chair: v.nullable(seat),
    non_public: v.boolean(),
    roll_call_open: v.boolean(),
    unopposed: v.optional(v.boolean(), false),
    blocks: v.optional(v.boolean(), false),
    by_post: v.optional(v.boolean(), false),
    tellers: v.optional(count, 0),
  }),
  agenda: v.array(Item),
  agenda_cut: v.boolean(),
  item: v.nullable(v.string()),
  /** An older bot tells of neither. */
  opening: v.optional(v.nullable(Opening), null),
  urgent: v.optional(v.nullable(Urgent), null),
  attendance: v.array(Person),
  /** Whose seat a substitute has at present; an older bot tells nothing of it. */
  substitutes: v.optional(v.record(seat, seat), {}),
  quorum: v.nullable(
    v.object({
      present: count,
      needed: count,
      statutory: count,
      quorate: v.boolean(),
      /** Too few are there, and the law presumes a quorum until somebody doubts it. */
      presumed: v.optional(v.boolean(), false),
    }),
  ),
  conference: v.object({
    ended: v.boolean(),
    floor: v.array(seat),
    links: v.record(seat, Link),
  }),
  recused: v.array(seat),
  motions: v.array(Motion),
  measures: v.optional(v.array(Measure), []),
  question_time: v.optional(QuestionTime, NO_QUESTIONS),
  debate: v.optional(Debate, NO_DEBATE),
  procedural: v.optional(v.array(Procedural), []),
  disturbances: v.optional(v.array(Disturbance), []),
  ballot: v.nullable(Ballot),
  last_result: v.nullable(LastResult),
  postal: v.optional(v.array(Postal), []),
  elections: v.optional(v.array(Election), []),
  alone: v.optional(v.nullable(Alone), null),
  journal: v.object({ seq: count, head: v.string() }),
});

/** Whom a view is for: seats by a digest of the user id, and by which words each seat last voted. */
const ForSchema = v.object({
  people: v.record(v.string(), seat),
  receipts: v.optional(v.record(seat, v.string()), {}),
  /** The same for decisions between meetings, by their ids. */
  answers: v.optional(v.record(v.string(), v.record(seat, v.string())), {}),
});

export type View = v.InferOutput<typeof ViewSchema>;
export type For = v.InferOutput<typeof ForSchema>;
export type Choice = v.InferOutput<typeof Choice>;
export type Person = v.InferOutput<typeof Person>;
export type AgendaItem = v.InferOutput<typeof Item>;
export type Motion = v.InferOutput<typeof Motion>;
export type Opening = v.InferOutput<typeof Opening>;
export type Urgent = v.InferOutput<typeof Urgent>;
export type Speaking = v.InferOutput<typeof Speaking>;
export type Measure = v.InferOutput<typeof Measure>;
export type Procedural = v.InferOutput<typeof Procedural>;
export type Election = v.InferOutput<typeof Election>;
export type Ballot = v.InferOutput<typeof Ballot>;
export type LastResult = v.InferOutput<typeof LastResult>;
export type Result = v.InferOutput<typeof Result>;

export const CHOICES: readonly Choice[] = ["yes", "no", "abstain"];

/** What was read: a view, `newer` than this page knows, or `malformed`. */
export type Read = Told<View>;
export type Told<Shown> =
  | { kind: "view"; view: Shown; meant: For }
  | { kind: "newer"; version: number }
  | { kind: "malformed" };

/** Return the view in a message's content, or null if it carries none. */
export function readView(content: Content): Read | null {
  return readAs(content, TYPE, VERSION, ViewSchema);
}

/** Read what a message shows under `field`, in the format of `version` or an earlier one. */
export function readAs<Schema extends v.GenericSchema>(
  content: Content,
  field: string,
  version: number,
  schema: Schema,
): Told<v.InferOutput<Schema>> | null {
  const holder = spoken(content);
  const raw = holder[field];
  if (raw === undefined) return null;
  if (!isRecord(raw)) return { kind: "malformed" };
  if (typeof raw.v === "number" && raw.v > version) return { kind: "newer", version: raw.v };
  const view = v.safeParse(schema, raw);
  const meant = v.safeParse(ForSchema, holder[FOR] ?? { people: {} });
  if (!view.success || !meant.success) return { kind: "malformed" };
  return { kind: "view", view: view.output, meant: meant.output };
}

/** Return what a message says now: an edit's new content, else the content itself. */
export function spoken(content: Content): Content {
  const edited = content["m.new_content"];
  return isRecord(edited) ? edited : content;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function personOf(view: View, seat: string | null): Person | undefined {
  return view.attendance.find((person) => person.seat === seat);
}

export function itemOf(view: View, id: string | null): AgendaItem | undefined {
  return view.agenda.find((item) => item.id === id);
}

/** Return the items a vote decides together; of any other vote none. */
export function blockOf(view: View, of: { subject: string; ref: string }): AgendaItem[] {
  const ids = of.subject === "block" ? of.ref.split(" ") : [];
  return ids.flatMap((id) => itemOf(view, id) ?? []);
}

/** Whether some seats cast more votes than one. */
export function isWeighted(view: View): boolean {
  return view.attendance.some((person) => person.weight !== 1);
}

/** Return people by group, groups in the order the roster names them first. */
export function byGroup(people: readonly Person[]): [string, Person[]][] {
  const groups = new Map<string, Person[]>();
  for (const person of people)
    groups.set(person.group, [...(groups.get(person.group) ?? []), person]);
  return [...groups];
}
