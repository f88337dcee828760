// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/** The states a page can be in, from the bot's golden views and from events as they happen. */
import type { Act } from "../src/model/acts.ts";
import type { Between } from "../src/model/between.ts";
import { type Call, hearCall, lobby, OWN, type Track } from "../src/model/call.ts";
import type { Guests } from "../src/model/guests.ts";
import { type Model, start, update } from "../src/model/model.ts";
import type { Released } from "../src/model/released.ts";
import { digest } from "../src/model/signed.ts";
import type { SignIn } from "../src/model/signin.ts";
import type { Unsent } from "../src/model/unsent.ts";
import { readView, TYPE, type View } from "../src/model/view.ts";
import type { CallHands } from "../src/view/lobby.ts";
import type { Hall, MemberHands } from "../src/view/member.ts";

const GOLDEN = import.meta.glob<unknown>("../../tests/golden/views/*.json", {
  eager: true,
  import: "default",
});
const RELEASES = import.meta.glob<Released>("../../tests/golden/released/*.json", {
  eager: true,
  import: "default",
});
const BETWEEN = import.meta.glob<Between>("../../tests/golden/circulations/*.json", {
  eager: true,
  import: "default",
});
/** Pages of text alone, as they are written; what the bot puts in stands there as a placeholder. */
const TEXTS = import.meta.glob<string>("../src/{accessibility,guest,privacy}/index.html", {
  eager: true,
  import: "default",
  query: "?raw",
});
const ROOM = "!saal";
/** The gallery's clock stands still, so that every picture of a state is the same. */
const NOW = Date.parse("2026-11-26T19:30:00+01:00");
Date.now = () => NOW;

export type Exhibit =
  | { readonly page: "text"; readonly html: string }
  | {
      readonly page: "panel" | "screen" | "ballot";
      readonly model: Model;
      readonly before: Model | null;
    }
  | {
      readonly page: "conference";
      readonly model: Model;
      readonly before: Model | null;
      readonly call: Call;
      /** Streams there is a picture of. */
      readonly pictures: readonly string[];
    }
  | {
      readonly page: "member";
      readonly signIn: SignIn;
      readonly halls: readonly Hall[];
      readonly unsent?: readonly Unsent[];
      /** Texts that were begun, by their rooms. */
      readonly drafts?: Readonly<Record<string, string>>;
      /** How many of them wait for a sign-in. */
      readonly begun?: number;
    };

/** The device that is signed in at the page for members. */
export const DEVICE = "PAGE";

const nothing = start({ room: ROOM, bot: "@bot:rat.example", key: "", user: "@ayse:rat.example" });

/** Whose panel it is: a member, the mayor in the chair, the clerk, a guest. */
const [MEMBER, CHAIR, CLERK, GUEST] = ["3", "1", "S", null];

function golden(name: string, change: (view: View) => void = () => {}): View {
  const read = readView({ [TYPE]: GOLDEN[`../../tests/golden/views/${name}.json`] });
  if (read?.kind !== "view") throw new Error(`no golden view ${name}`);
  change(read.view);
  return read.view;
}

function showing(view: View, seat: string | null, more: Partial<Model> = {}): Model {
  const clerk = view.attendance.find((person) => person.role === "clerk")?.seat ?? null;
  return { ...nothing, view, seat: seat === CLERK ? clerk : seat, ...more };
}

function panel(view: View, seat: string | null, more: Partial<Model> = {}): Exhibit {
  return { page: "panel", model: showing(view, seat, more), before: nothing };
}

function screen(view: View, more: Partial<Model> = {}): Exhibit {
  return { page: "screen", model: showing(view, GUEST, more), before: nothing };
}

function slot(view: View, more: Partial<Model> = {}): Exhibit {
  return { page: "ballot", model: showing(view, MEMBER, more), before: nothing };
}

/** The one who was recused is back at the table, and counts again. */
function everybodyVotes(view: View): void {
  view.recused = [];
  view.quorum = { ...view.quorum!, present: 8 };
}

const debating = golden("ballot_recorded", (view) => {
  view.ballot = null;
  view.last_result = null;
  const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();
  view.debate = {
    list_closed: false,
    closed: false,
    waiting: [
      { seat: "6", kind: "question" },
      { seat: "7", kind: "debate" },
      { seat: "8", kind: "debate" },
    ],
    speaking: [{ seat: "5", kind: "debate", begun: at(-120), ends: at(185), group_left: null }],
    left: 900,
  };
  view.conference.floor = ["5"];
  view.procedural = [
    { id: "G1", kind: "close_list", by: "6", text: "", supporters: 1, for: ["6"], against: [] },
  ];
  view.disturbances = [{ id: "S1", seat: "7", sphere: null }];
  for (const item of view.agenda) if (item.id === view.item) item.papers = ["Lageplan.pdf"];
});
/** The roll is called, one member is missing and was invited late, the notice was put up too late. */
const opening = golden("ballot_open", (view) => {
  Object.assign(view, { ballot: null, last_result: null, item: null, motions: [], recused: [] });
  for (const item of view.agenda) item.done = false;
  view.opening = {
    steps: [
      { step: "attendance", state: "done" },
      { step: "quorum", state: "done" },
      { step: "convocation", state: "open" },
      { step: "agenda", state: "open" },
      { step: "minutes", state: "skipped" },
      { step: "residents", state: "open" },
    ],
    convocation: { needed: true, stated: false, faults: ["late", "publication"] },
    notice: {
      asked: true,
      latest: new Date(NOW - 5 * 24 * 3600_000).toISOString(),
      proofs: [
        {
          medium: "board",
          where: "Schaukasten am Rathaus",
          since: new Date(NOW - 4 * 24 * 3600_000).toISOString(),
          until: null,
          flaws: ["late"],
        },
      ],
    },
  };
});
const proper = structuredClone(opening);
proper.opening = {
  ...proper.opening!,
  convocation: { needed: true, stated: false, faults: [] },
  notice: { asked: true, latest: null, proofs: [] },
};
const together = golden("ballot_open", (view) => {
  everybodyVotes(view);
  const [first, second] = view.agenda;
  const ref = `${first?.id} ${second?.id}`;
  view.ballot = { ...view.ballot!, subject: "block", ref, text: "", voted: [], received: 0 };
  view.motions = [];
});
const apart = golden("ballot_recorded", (view) => {
  everybodyVotes(view);
  const [motion] = view.motions;
  Object.assign(motion!, {
    text: "Beschluss:\n1. Der Brunnen wird saniert.\n2. Die Linde wird gefällt.\n3. Es wird gepflastert.",
    parts: ["adopted", "pending", "pending"],
    joined: ["4", "6"],
  });
  const ref = `${motion?.id}.2`;
  const text = "Die Linde wird gefällt.";
  const { votes: _, ...open } = view.ballot!;
  view.ballot = { ...open, mode: "open", subject: "part", ref, text, voted: [], received: 0 };
});
const betweenParts = golden("ballot_recorded", (view) => {
  view.ballot = null;
  view.motions = apart.motions;
  view.last_result = {
    ...golden("result").last_result!,
    subject: "part",
    ref: `${apart.motions[0]?.id}.1`,
  };
});
const emergency = golden("ballot_open", (view) => {
  Object.assign(view, { ballot: null, last_result: null, motions: [], recused: [] });
  view.urgent = {
    id: "E1",
    title: "Notstrom für das Wasserwerk",
    text: "Ein Notstromgerät wird für 8.000 Euro gemietet.",
    cut: false,
    reason: "Das Hochwasser hatte die Leitung zerstört.",
    by: "Bürgermeisterin Weber",
    agreed: "Hauptausschuss",
    decided: new Date(NOW - 6 * 24 * 3600_000).toISOString(),
    afterwards: "may_repeal",
  };
});
const pressing = (view: View, act: Act): Model =>
  update(showing(view, MEMBER), { kind: "pressed", act });
const yes: Act = { kind: "vote", choice: "yes" };
/** An election whose first round decided nothing, and what comes of it. */
const nextRound = golden("result", (view) => {
  view.meeting.by_post = true;
  view.meeting.tellers = 2;
  view.elections = [
    {
      id: "W1",
      office: "Vorsitz des Bauausschusses",
      candidates: ["Dr. Beate Lange-Großkopf", "Uwe Stein"],
      round: null,
      counted: {
        number: 1,
        outcome: "run_off",
        votes: [
          { candidate: "Dr. Beate Lange-Großkopf", papers: 3 },
          { candidate: "Uwe Stein", papers: 3 },
          { candidate: "Ayşe Kaya", papers: 1 },
        ],
        against: 0,
        abstain: 1,
        invalid: 0,
      },
      more: 0,
      tied: [],
      lot: null,
      hands: "no",
      anyone: false,
      elected: "",
      accepted: null,
      seats: null,
      void: 1,
    },
  ];
});
const electing = structuredClone(nextRound);
electing.elections[0]!.round = { number: 2, entitled: 8, openly: false, until: null };
const elected = structuredClone(nextRound);
elected.elections[0] = {
  ...elected.elections[0]!,
  elected: "Uwe Stein",
  counted: { ...elected.elections[0]!.counted!, outcome: "elected" },
};
/** Nobody is nominated yet, on an item without an election before, and in a body that elects openly. */
const nominating = structuredClone(nextRound);
nominating.elections[0] = {
  ...nominating.elections[0]!,
  candidates: ['Anna "Änni" Ahorn', "Dr. Beate Lange-Großkopf"],
  counted: null,
  hands: "objection",
  void: 0,
};
const unopened = structuredClone(nextRound);
Object.assign(unopened, { elections: [], item: unopened.agenda[0]!.id });
/** More candidates than anybody has seen on one paper. */
const crowd = structuredClone(electing);
crowd.elections[0]!.candidates = Array.from({ length: 40 }, (_, n) => `Kandidatin Nummer ${n + 1}`);
crowd.elections[0]!.counted = null;
const overflowing = structuredClone(crowd);
overflowing.elections[0]!.more = 3;
/** Papers may name whoever is eligible. */
const openToAll = structuredClone(electing);
openToAll.elections[0]!.anyone = true;
openToAll.elections[0]!.candidates = ["Uwe Stein"];
openToAll.elections[0]!.counted = null;
/** Lists have shared three seats. */
const sharedOut = structuredClone(nextRound);
Object.assign(sharedOut.elections[0]!, {
  office: "Magistrat",
  candidates: [],
  seats: 3,
  elected: "Liste Dorf: 2 (Dr. Beate Lange-Großkopf, Uwe Stein); Zukunft: 1 (Ayşe Kaya)",
  counted: null,
  void: 0,
});
const tiedUp = structuredClone(nextRound);
Object.assign(tiedUp.elections[0]!, {
  tied: tiedUp.elections[0]!.candidates,
  counted: { ...tiedUp.elections[0]!.counted!, outcome: "lot_for_office" },
});
const lotOpen = structuredClone(tiedUp);
lotOpen.elections[0]!.lot = { committed: [CHAIR], sealed: false, waiting: [] };
const lotSealed = structuredClone(tiedUp);
lotSealed.elections[0]!.lot = { committed: [CHAIR, MEMBER], sealed: true, waiting: [MEMBER] };
const threeWay = structuredClone(nextRound);
threeWay.elections[0]!.counted!.outcome = "three_way";
/** Who asks to listen; the second with a name and an account as long as they may be. */
const visitors: Guests = {
  v: 1,
  waiting: [
    {
      request: "G3",
      name: "Rosa Linde",
      user: "@rosa.linde:kleinstadt.example",
      at: "2026-11-24T09:12:00+01:00",
    },
    {
      request: "G4",
      name: "Maximiliane Alexandra Freifrau von und zu Oberunterniederhausen-Großkopf",
      user: `@${"maximiliane.".repeat(8)}x:buergerinnen-und-buerger.kleinstadt.example`,
      at: "2026-11-25T21:03:00+01:00",
    },
  ],
  more: 0,
  changes: 5,
};
const free = (name: string): View =>
  golden(name, (view) => {
    everybodyVotes(view);
    if (view.ballot) view.ballot.voted = view.ballot.voted.filter((seat) => seat !== MEMBER);
    if (view.ballot?.votes) delete view.ballot.votes[MEMBER ?? ""];
  });
const counted = golden("ballot_open", (view) => {
  everybodyVotes(view);
  view.ballot!.voted = [...new Set([...view.ballot!.voted, "3"])];
});
/** The recorded vote of the sample evening once everybody has answered. */
const recorded = golden("ballot_recorded", (view) => {
  const [first, second] = ["yes", "no"] as const;
  everybodyVotes(view);
  const votes = Object.fromEntries(
    view.attendance
      .filter((person) => person.votes && person.presence === "present")
      .map((person, n) => [person.seat, n === 4 ? "abstain" : n % 3 === 2 ? second : first]),
  ) as Record<string, "yes" | "no" | "abstain">;
  const count = (choice: string): number =>
    Object.values(votes).filter((one) => one === choice).length;
  const entitled = view.attendance.filter((person) => person.votes).length;
  view.last_result = {
    id: "V8",
    mode: "recorded",
    subject: "motion",
    ref: "A1",
    undecided: null,
    votes,
    result: {
      yes: count("yes"),
      no: count("no"),
      abstain: count("abstain"),
      not_voted: entitled - Object.keys(votes).length,
      entitled,
      base: count("yes") + count("no"),
      needed: 3,
      adopted: true,
      rule: "simple",
    },
  };
  view.ballot = null;
});

/** The same in an association whose statute gives some members several votes. */
const weighted = structuredClone(recorded);
weighted.attendance.forEach((person, n) => {
  person.weight = n === 1 ? 4 : n === 2 ? 2 : 1;
});
{
  const { result, votes } = weighted.last_result!;
  const sum = (choice: string | undefined): number =>
    weighted.attendance
      .filter((person) => person.votes && votes?.[person.seat] === choice)
      .reduce((all, person) => all + person.weight, 0);
  const [yes, no, abstain, not_voted] = [sum("yes"), sum("no"), sum("abstain"), sum(undefined)];
  const entitled = yes + no + abstain + not_voted;
  Object.assign(result!, { yes, no, abstain, not_voted, entitled, base: yes + no });
}

const weightedVote = golden("ballot_open", (view) => {
  everybodyVotes(view);
  for (const person of view.attendance) person.weight = person.seat === MEMBER ? 4 : 1;
  view.ballot!.voted = [];
});

/** Consent is asked for: who says nothing agrees. */
const consent = golden("ballot_open", (view) => {
  everybodyVotes(view);
  view.ballot = { ...view.ballot!, mode: "unopposed", received: 0, voted: [] };
});
const onPaper = golden("ballot_open", (view) => {
  everybodyVotes(view);
  view.ballot = { ...view.ballot!, mode: "secret", received: 0, voted: [] };
});
const objected = golden("result", (view) => {
  view.last_result = {
    ...view.last_result!,
    mode: "unopposed",
    undecided: "objection",
    result: null,
    votes: null,
  };
});
/** What the tellers count: after the meeting the letters, in it the papers. */
const byPost = golden("closed", (view) => {
  view.postal = [
    {
      id: "V3",
      subject: "motion",
      ref: "A2",
      text: "Der Spielplatz wird umzäunt.",
      until: "2026-12-04",
      issued: 9,
    },
  ];
  view.meeting.tellers = 2;
});
const mayPost = structuredClone(debating);
Object.assign(mayPost.meeting, { by_post: true });
const paperCount = structuredClone(onPaper);
paperCount.meeting.tellers = 2;
/** Two take part in the non-public part from elsewhere, and one has confirmed to be alone. */
const listening = golden("non_public", (view) => {
  view.alone = { confirmed: ["5"], missing: [MEMBER ?? "", "6"] };
});
const ordered = golden("ballot_recorded", (view) => {
  Object.assign(view, { ballot: null, last_result: null });
  view.measures = [
    { id: "R1", step: "to_the_matter", seat: "5", standing: "final" },
    { id: "R2", step: "to_order", seat: MEMBER ?? "", standing: "open" },
    { id: "R3", step: "withdraw_floor", seat: "6", standing: "objected" },
    { id: "R4", step: "to_order", seat: "7", standing: "upheld" },
    { id: "R5", step: "to_order", seat: "8", standing: "lifted" },
  ];
});
const onAppeal = golden("ballot_open", (view) => {
  everybodyVotes(view);
  view.measures = ordered.measures;
  view.ballot = { ...view.ballot!, subject: "measure", ref: "R3", text: "" };
});
const residents = golden("result", (view) => {
  Object.assign(view, { item: null, last_result: null });
  view.question_time = {
    running: true,
    until: new Date(NOW + 754_000).toISOString(),
    waiting: ["E2", "E4"],
    called: [
      {
        id: "E3",
        name: "Rosa Linde",
        text: "Wann wird der Radweg an der Dorfstraße gebaut?",
        cut: false,
      },
    ],
    owed: ["E1"],
  };
});
const residentsOver = structuredClone(residents);
residentsOver.question_time.until = new Date(NOW - 5_000).toISOString();
residentsOver.question_time.called = [];

function between(name: string, change: (view: Between) => void = () => {}): Between {
  const view = structuredClone(BETWEEN[`../../tests/golden/circulations/${name}.json`]);
  if (!view) throw new Error(`no golden view ${name}`);
  change(view);
  return view;
}
const running = between("running");
const silence = between("running", (view) => {
  for (const one of view.circulations) Object.assign(one, { agreement: 0, abstention: false });
});
const answeredNow = between("running", (view) => {
  view.circulations[0]!.answered.push(MEMBER ?? "");
});
const approved = golden("closed", (view) => {
  view.meeting.phase = "approved";
});
const betweenMeetings = (told: Between, more: Partial<Model> = {}): Exhibit =>
  panel(approved, MEMBER, { between: told, ...more });

function released(name: string): Released {
  const one = RELEASES[`../../tests/golden/released/${name}.json`];
  if (!one) throw new Error(`no golden release ${name}`);
  return one;
}
/** A committee: seat 4 is missing, and may be represented by seat 3 or 9. */
const committee = golden("ballot_recorded", (view) => {
  Object.assign(view, { ballot: null, last_result: null, recused: [] });
  for (const person of view.attendance) {
    if (person.seat === "4") person.presence = "absent";
    if (["3", "9"].includes(person.seat))
      Object.assign(person, { role: "substitute", votes: false });
  }
});
const represented = structuredClone(committee);
represented.substitutes = { "3": "4" };
for (const person of represented.attendance)
  if (person.seat === "3") Object.assign(person, { role: "member", votes: true });

/** A city's council of eighty, in a vote by name nobody has answered yet. */
export const COUNCIL = golden("ballot_recorded", (view) => {
  const [pattern] = view.attendance.filter((person) => person.role === "member");
  view.attendance = Array.from({ length: 80 }, (_, n) => ({
    ...pattern!,
    seat: `${n + 1}`,
    name: `Mitglied ${n + 1}`,
    group: `Fraktion ${Math.floor(n / 16) + 1}`,
    presence: "present",
  }));
  everybodyVotes(view);
  view.ballot = { ...view.ballot!, entitled: 80, received: 0, voted: [], votes: {} };
});

/** Every name, title and wording as somebody would write it who wants to be a page. */
const MARKUP = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>';
const hostile = ((view: View): View => {
  view.body.name = view.meeting.title = view.meeting.place = MARKUP;
  for (const item of view.agenda) Object.assign(item, { title: MARKUP, papers: [MARKUP] });
  for (const person of view.attendance) Object.assign(person, { name: MARKUP, group: MARKUP });
  for (const motion of view.motions) Object.assign(motion, { text: `${motion.text} ${MARKUP}` });
  view.measures = [{ id: MARKUP, step: MARKUP, seat: "5", standing: MARKUP }];
  view.question_time = {
    ...residents.question_time,
    waiting: [MARKUP],
    called: [{ id: MARKUP, name: MARKUP, text: MARKUP, cut: false }],
  };
  for (const motion of view.procedural) Object.assign(motion, { kind: MARKUP, text: MARKUP });
  return view;
})(structuredClone(debating));

const hostileSession = ((view: View): View => {
  for (const item of view.agenda) item.title = MARKUP;
  for (const person of view.attendance) person.name = MARKUP;
  const { steps, notice } = opening.opening!;
  view.opening = {
    steps: [...steps, { step: MARKUP, state: MARKUP }],
    convocation: { needed: true, stated: false, faults: [MARKUP] },
    notice: {
      ...notice,
      proofs: [{ ...notice.proofs[0]!, medium: MARKUP, where: MARKUP, flaws: [MARKUP] }],
    },
  };
  const said = { id: MARKUP, title: MARKUP, text: MARKUP, reason: MARKUP, by: MARKUP };
  view.postal = [{ ...byPost.postal[0]!, id: MARKUP, text: MARKUP, until: MARKUP }];
  view.urgent = { ...emergency.urgent!, ...said, agreed: MARKUP, afterwards: MARKUP };
  view.motions = [{ ...apart.motions[0]!, parts: [MARKUP], joined: [MARKUP] }];
  return view;
})(structuredClone(together));

export const hands: MemberHands = {
  enter: () => {},
  elsewhere: () => {},
  useLink: () => {},
  otherwise: () => {},
  recover: () => {},
  compare: () => {},
  equal: () => {},
  giveUp: () => {},
  kept: () => {},
  press: () => {},
  dismiss: () => {},
  say: () => {},
  write: () => {},
  discardBegun: () => {},
  sayAgain: () => {},
  discard: () => {},
  older: () => {},
  consent: () => {},
  open: () => {},
  look: async () => "",
  show: () => {},
  confer: () => {},
  leave: () => {},
};

export const callHands: CallHands = {
  join: () => {},
  hangUp: () => {},
  close: () => {},
  choose: () => {},
  turn: () => {},
  caption: () => {},
};

/** Whose account sits where, for a conference: seat 3 is the one who looks. */
const account = (seat: string): string => (seat === MEMBER ? nothing.setting.user : `@s${seat}:x`);

/** A conference of these seats; a seat with a mark is kept out or not received for that reason. */
function conference(view: View, marks: Record<string, string>, more: Partial<Call> = {}): Exhibit {
  const seats = Object.keys(marks);
  const people = Object.fromEntries(
    [MEMBER, ...seats].map((seat) => [digest(account(seat ?? "")), seat ?? ""]),
  );
  const track = (seat: string, source: Track["source"]): Track => ({
    sid: `${seat}-${source}`,
    source,
    sealed: marks[seat] !== "clear",
    muted: marks[seat] === "mute",
  });
  const peers = seats.map((seat) => ({
    identity: seat,
    tracks: [
      track(seat, "camera"),
      track(seat, "microphone"),
      ...(marks[seat] === "papers" ? [track(seat, "screen")] : []),
    ],
    speaking: marks[seat] === "speaks",
  }));
  const inside: Call = {
    ...lobby(nothing.setting.user),
    line: "connected",
    sending: ["camera", "microphone"],
    keyed: seats.filter((seat) => marks[seat] !== "blind"),
    memberships: seats
      .filter((seat) => marks[seat] !== "stranger")
      .map((seat) => ({ identity: seat, user: account(seat) })),
    ...more,
  };
  return {
    page: "conference",
    model: showing(view, MEMBER, { people }),
    before: null,
    call: hearCall(inside, { kind: "peers", peers, speaking: false }),
    pictures: [OWN, ...peers.flatMap((peer) => peer.tracks.map((one) => one.sid))],
  };
}

const devices: Partial<Call> = {
  line: "lobby",
  level: 0.4,
  cameras: [
    { id: "a", label: "Kamera im Deckel" },
    { id: "b", label: "Kamera am Tisch" },
  ],
  microphones: [
    { id: "c", label: "Eingebaut" },
    { id: "d", label: "Kopfhörer" },
  ],
};

/** A page of text with what the bot puts in (`bot/web/statements.py`). */
function text(name: string, placed: Readonly<Record<string, string>>): Exhibit {
  const written = TEXTS[`../src/${name}/index.html`];
  if (!written) throw new Error(`no page ${name}`);
  const named = written.replace(/<!--with-->(.*?)<!--without-->.*?<!--end-->/gs, "$1");
  const html = Object.entries(placed).reduce((all, [mark, by]) => all.replaceAll(mark, by), named);
  return { page: "text", html };
}

const signIn = (state: SignIn): Exhibit => ({ page: "member", signIn: state, halls: [] });
const hall = (place: Hall["place"], model: Model, room: string): Hall => ({
  room,
  place,
  model,
  older: true,
  talk: [
    { id: "$1", sender: "@gremium:rat.example", at: 0, text: "TOP 2 ist aufgerufen.", file: null },
    {
      id: "$2",
      sender: "@gremium:rat.example",
      at: 60_000,
      text: "Einladung.pdf",
      file: { name: "Einladung.pdf", mime: "application/pdf", sealed: { url: "mxc://x/y" } },
    },
    { id: "$3", sender: "@weber:rat.example", at: 120_000, text: "", file: null, unread: true },
  ],
});

const unsent = (attempt: string, text: string, more: Partial<Unsent> = {}): Unsent => ({
  attempt,
  user: "@ayse:rat.example",
  device: DEVICE,
  room: "!saal",
  text,
  at: NOW,
  state: "failed",
  refused: false,
  ...more,
});
const inside = [
  hall("session", showing(debating, MEMBER), "!saal"),
  hall("direct", nothing, "!zwei"),
];

export const EXHIBITS: Readonly<Record<string, Exhibit>> = {
  waiting: { page: "panel", model: nothing, before: null },
  "text-accessibility": text("accessibility", {
    __FEEDBACK__: "mailto:rat@rat.example",
    __CONTACT__: "rat@rat.example",
  }),
  "text-guest": text("guest", {
    __NOTICE__: "Das ist kein Matrix-Konto. Noch nichts ist angefragt.",
    __TICKET__: "1.2",
    __BODIES__: '<option value="0">Stadtrat</option><option value="1">Bauausschuss</option>',
    __NAME__: "Rosa Linde",
    __ACCOUNT__: "rosa",
  }),
  "text-privacy": text("privacy", {
    __BODIES__: '<li>Stadtrat: <a href="https://rat.example/d">https://rat.example/d</a></li>',
  }),
  invited: panel(golden("invited"), MEMBER),
  "invited-chair": panel(golden("invited"), CHAIR),
  "roll-call": panel(golden("roll_call"), "4"),
  "roll-call-clerk": panel(golden("roll_call"), CLERK),
  "opening-clerk": panel(opening, CLERK),
  "opening-chair": panel(proper, CHAIR),
  block: panel(together, MEMBER),
  parts: panel(apart, MEMBER),
  "parts-chair": panel(betweenParts, CHAIR),
  urgent: panel(emergency, MEMBER),
  weighted: panel(weighted, MEMBER),
  "weighted-ballot": panel(weightedVote, MEMBER),
  debate: panel(debating, MEMBER),
  "debate-chair": panel(debating, CHAIR),
  "debate-speaker": panel(debating, "5"),
  "debate-waiting": panel(debating, "7"),
  ballot: panel(free("ballot_open"), MEMBER),
  "ballot-sending": { page: "panel", model: pressing(free("ballot_open"), yes), before: null },
  "ballot-lost": {
    page: "panel",
    model: update(pressing(free("ballot_open"), yes), { kind: "failed", certain: false }),
    before: null,
  },
  "ballot-counted": panel(counted, MEMBER, {
    counted: { ballot: counted.ballot?.id ?? "", choice: "yes", receipt: "words" },
    receipts: { [MEMBER ?? ""]: "words" },
  }),
  "ballot-recorded": panel(free("ballot_recorded"), MEMBER),
  "ballot-clerk": panel(golden("ballot_open"), CLERK),
  "ballot-guest": panel(golden("ballot_open"), GUEST),
  council: panel(COUNCIL, MEMBER),
  result: panel(golden("result"), MEMBER),
  "result-recorded": panel(recorded, MEMBER),
  interrupted: panel(golden("interrupted"), CHAIR),
  "non-public": panel(golden("non_public"), MEMBER),
  closed: panel(golden("closed"), MEMBER),
  offline: panel(debating, MEMBER, { online: false, troubles: [{ kind: "forged" }] }),
  answer: panel(debating, CHAIR, {
    answer: "Das lässt sich nicht zurücknehmen. Zum Ausführen: !bestätigen K7",
  }),
  consent: panel(consent, MEMBER),
  "consent-clerk": panel(consent, CLERK),
  "consent-objected": panel(objected, MEMBER),
  "ballot-secret": panel(onPaper, CHAIR),
  postal: panel(byPost, MEMBER),
  "postal-clerk": panel(byPost, CLERK),
  "postal-chair": panel(mayPost, CHAIR),
  "sums-clerk": panel(paperCount, CLERK),
  election: panel(electing, MEMBER),
  "election-clerk": panel(electing, CLERK),
  "election-chair": panel(elected, CHAIR),
  "election-next": panel(nextRound, CHAIR),
  "election-opens": panel(unopened, CLERK),
  "election-nominating": panel(nominating, MEMBER),
  "election-nominating-clerk": panel(nominating, CLERK),
  "election-crowd": panel(crowd, CLERK),
  "election-overflow": panel(overflowing, CLERK),
  "election-anyone": panel(openToAll, CLERK),
  "election-lists": panel(sharedOut, CLERK),
  "election-lot-chair": panel(tiedUp, CHAIR),
  "election-lot-words-chair": panel(lotOpen, CHAIR),
  "election-lot-sealed": panel(lotSealed, MEMBER),
  "election-three-way-chair": panel(threeWay, CHAIR),
  alone: panel(listening, MEMBER),
  "alone-confirmed": panel(listening, "5"),
  "alone-chair": panel(listening, CHAIR),
  office: {
    page: "member",
    signIn: { step: "in" },
    halls: [hall("office", showing(debating, CLERK, { guests: visitors }), "!office")],
  },
  "office-between": {
    page: "member",
    signIn: { step: "in" },
    halls: [hall("office", { ...nothing, guests: { ...visitors, waiting: [] } }, "!office")],
  },
  order: panel(ordered, MEMBER),
  "order-chair": panel(ordered, CHAIR),
  "order-appeal": panel(onAppeal, MEMBER),
  residents: panel(residents, MEMBER),
  "residents-clerk": panel(residents, CLERK),
  circulation: betweenMeetings(running),
  "circulation-first": {
    page: "panel",
    model: { ...nothing, seat: MEMBER, between: silence },
    before: null,
  },
  "circulation-sending": {
    page: "panel",
    model: update(showing(approved, MEMBER, { between: running }), {
      kind: "pressed",
      act: { kind: "circulation-vote", id: "U1", choice: "no" },
    }),
    before: null,
  },
  "circulation-counted": betweenMeetings(answeredNow, {
    answers: { U1: { [MEMBER ?? ""]: "words" } },
    answered: { U1: { choice: "yes", receipt: "words" } },
  }),
  "circulation-decided": betweenMeetings(between("decided")),
  "hostile-names": panel(hostile, CHAIR, {
    answer: MARKUP,
    between: between("running", (view) => {
      for (const one of view.circulations)
        Object.assign(one, { id: MARKUP, title: MARKUP, text: MARKUP, group: MARKUP });
    }),
  }),
  substitute: panel(committee, MEMBER),
  "substitute-stands-in": panel(represented, MEMBER),
  "substitutes-clerk": panel(represented, CLERK),
  released: panel(golden("result"), MEMBER, {
    released: [released("resolved"), released("ground_gone")],
  }),
  "released-chair": panel(debating, CHAIR, { released: [released("ground_gone")] }),
  "hostile-release": panel(debating, MEMBER, {
    released: [
      { ...released("ground_gone"), number: MARKUP, title: MARKUP, text: MARKUP, reason: MARKUP },
    ],
  }),
  "hostile-session": panel(hostileSession, CLERK),
  "hostile-files": {
    page: "member",
    signIn: { step: "in" },
    halls: [
      {
        ...hall("session", showing(hostile, MEMBER), "!saal"),
        talk: [
          {
            id: "$1",
            sender: MARKUP,
            at: 0,
            text: MARKUP,
            file: { name: MARKUP, mime: MARKUP, sealed: { url: "javascript:window.struck=1" } },
          },
        ],
      },
    ],
    unsent: [unsent("a", MARKUP), unsent("b", MARKUP, { device: "BEFORE" })],
  },
  "screen-agenda": screen(golden("invited")),
  "screen-speaker": screen(debating),
  "screen-ballot": screen(golden("ballot_recorded")),
  "screen-result": screen(recorded),
  "screen-block": screen(together),
  "screen-urgent": screen(emergency),
  "screen-weighted": screen(weighted),
  "screen-consent": screen(consent),
  "screen-appeal": screen(ordered),
  "screen-residents": screen(residents),
  "screen-residents-over": screen(residentsOver),
  "screen-curtain": screen(golden("non_public_outside")),
  "screen-offline": screen(debating, { online: false }),
  "secret-waiting": { page: "ballot", model: nothing, before: null },
  "secret-running": slot(onPaper),
  "secret-result": slot(
    golden("result", (view) => {
      view.last_result = { ...view.last_result!, mode: "secret", votes: null };
    }),
  ),
  "secret-none": slot(debating, { online: false, troubles: [{ kind: "forged" }] }),
  "call-lobby": conference(debating, {}, devices),
  "call-refused": conference(debating, {}, { ...devices, line: "refused", missing: ["camera"] }),
  "call-floor": conference(debating, { "1": "", "5": "speaks", "6": "mute", "7": "blind" }),
  "call-papers": conference(debating, { "1": "", "5": "papers", "6": "" }),
  "call-vote": conference(free("ballot_open"), { "1": "speaks", "2": "", "4": "" }),
  "call-kept-out": conference(debating, { "1": "", "6": "clear", x: "stranger" }),
  "call-sound": conference(
    debating,
    { "1": "", "5": "speaks" },
    { sending: ["microphone"], choices: { ...lobby("").choices, audioOnly: true } },
  ),
  "call-thin": conference(
    debating,
    { "1": "", "5": "speaks", "6": "", "7": "" },
    { thin: true, unheard: ["1", "6"] },
  ),
  "call-captions": conference(
    debating,
    { "1": "", "5": "speaks" },
    {
      captions: [
        { identity: "1", id: "a", text: "Wir kommen zu TOP 2, dem Ausbau der Dorfstraße." },
        { identity: "1", id: "b", text: "Frau Lange-Großkopf hat das Wort." },
        { identity: "x", id: "c", text: "Das schreibt ein Fremder." },
      ],
    },
  ),
  "call-listening": conference(debating, { "1": "" }, { maySend: false, sending: [] }),
  "call-again": conference(golden("ballot_open"), { "1": "" }, { line: "reconnecting" }),
  "sign-in": signIn({ step: "account", busy: false, fault: null }),
  "sign-in-wrong": signIn({ step: "account", busy: false, fault: "password" }),
  "sign-in-link": signIn({
    step: "link",
    user: "@ayse.demir:kleinstadt.example",
    busy: false,
    fault: null,
  }),
  "sign-in-link-used": signIn({ step: "link", user: "", busy: false, fault: "link-used" }),
  "sign-in-link-occupied": signIn({ step: "link", user: "", busy: false, fault: "link-occupied" }),
  vouch: signIn({ step: "vouch", busy: false, fault: null }),
  compare: signIn({
    step: "compare",
    emoji: [
      ["🐶", "Dog"],
      ["🔧", "Spanner"],
      ["☂️", "Umbrella"],
    ],
  }),
  "compare-waiting": signIn({ step: "compare", emoji: null }),
  "sign-in-ended": signIn({ step: "account", busy: false, fault: "ended" }),
  keep: signIn({ step: "keep", recoveryKey: "EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ" }),
  rooms: signIn({ step: "in" }),
  inside: { page: "member", signIn: { step: "in" }, halls: inside },
  unsent: {
    page: "member",
    signIn: { step: "in" },
    halls: inside,
    unsent: [
      unsent("a", "Ich bitte um das Wort zu TOP 2."),
      unsent("b", "!anwesend", { room: "!zwei", device: "BEFORE" }),
      unsent("c", "Guten Abend zusammen", { state: "sending" }),
    ],
  },
  "unsent-alone": {
    page: "member",
    signIn: { step: "in" },
    halls: [hall("direct", nothing, "!zwei")],
    unsent: [unsent("a", "!anwesend", { room: "!zwei" })],
  },
  begun: {
    page: "member",
    signIn: { step: "in" },
    halls: inside,
    drafts: { "!saal": "Ich bitte um das Wort", "!zwei": "!anwes" },
  },
  "sign-in-ended-begun": {
    page: "member",
    signIn: { step: "account", busy: false, fault: "ended" },
    halls: [],
    begun: 2,
  },
  "sign-in-ended-unsent": {
    page: "member",
    signIn: { step: "account", busy: false, fault: "ended" },
    halls: [],
    unsent: [unsent("a", "Ich bitte um das Wort zu TOP 2.")],
  },
};
