// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The next steps of whoever leads the meeting, in the order they are likely, from its state alone.
 */
import type { Act, Mode } from "./acts.ts";
import { type AgendaItem, itemOf, type Motion, type View } from "./view.ts";

/** Return what the chair may press now; the first is the proposal. */
export function steps(view: View): Act[] {
  switch (view.meeting.phase) {
    case "invited":
      return [{ kind: "open-meeting" }];
    case "interrupted":
      return [...mended(view), { kind: "resume" }];
    case "open":
      return running(view);
    default:
      return [];
  }
}

function running(view: View): Act[] {
  if (view.ballot) return [{ kind: "close-vote" }];
  const appeals = appealed(view);
  if (appeals.length > 0) return [...appeals, { kind: "interrupt" }];
  if (view.meeting.roll_call_open) return [{ kind: "close-roll-call" }];
  if (view.quorum === null) return [{ kind: "start-roll-call" }];
  const about =
    itemOf(view, view.item) === undefined
      ? [...questions(view), ...opening(view), ...between(view)]
      : [...business(view), ...debate(view), ...voting(view), { kind: "close-item" } as const];
  return [...about, ...mended(view), { kind: "interrupt" }];
}

/** A member objects to a measure: the body decides before anything else. */
function appealed(view: View): Act[] {
  const open = view.measures.filter((one) => one.standing === "objected");
  return open.map((one) => ({ kind: "open-appeal", measure: one.id }));
}

/** The residents' question time while it runs; it begins when the chair says so, see `ask`. */
function questions(view: View): Act[] {
  const { running, waiting } = view.question_time;
  if (!running) return [];
  const next: Act[] = waiting.length > 0 ? [{ kind: "next-question" }] : [];
  return [...next, { kind: "close-questions" }];
}

/**
 * The steps of the opening that are open, in their order, as far as one press makes them. Faults of the
 * convocation want a note, and whether earlier minutes wait for approval only the office knows.
 */
function opening(view: View): Act[] {
  if (!view.opening || view.question_time.running) return [];
  const { steps: order, convocation } = view.opening;
  return order
    .filter((one) => one.state === "open")
    .flatMap(({ step }): Act[] => {
      if (step === "convocation" && convocation.faults.length === 0)
        return [{ kind: "state-convocation", note: "" }];
      if (step === "agenda") return [{ kind: "settle-agenda" }];
      if (step === "residents" && view.question_time.waiting.length === 0)
        return [{ kind: "open-questions" }];
      return [];
    });
}

/** Residents who wait are heard in the public part, between two items. */
function ask(view: View): Act[] {
  const { running, waiting } = view.question_time;
  const possible = !running && waiting.length > 0 && !view.meeting.non_public;
  return possible ? [{ kind: "open-questions" }] : [];
}

/** Between two items: the next one, after the public has gone or come back if it takes that. */
function between(view: View): Act[] {
  const next = view.agenda.find((item) => !item.done);
  const onwards: Act = next ? call(next) : { kind: "close-meeting" };
  if (next && next.public === view.meeting.non_public) {
    return [{ kind: next.public ? "restore-public" : "exclude-public" }, onwards, ...ask(view)];
  }
  return [onwards, ...ask(view)];
}

function call(item: AgendaItem): Act {
  return { kind: "call-item", number: item.number };
}

/** A procedural motion goes before the matter: vote on it, or nobody speaks against it. */
function business(view: View): Act[] {
  const [first] = view.procedural;
  if (!first) return [];
  const carried: Act[] =
    first.against.length === 0 ? [{ kind: "carry-procedure", id: first.id }] : [];
  return [...carried, { kind: "open-vote", motion: first.id, mode: "open" }];
}

function debate(view: View): Act[] {
  const { waiting, speaking } = view.debate;
  const next: Act[] = waiting.length > 0 ? [{ kind: "next-speaker" }] : [];
  return speaking.length > 0 ? [...next, { kind: "take-floor" }] : next;
}

function voting(view: View): Act[] {
  const motion = pending(view);
  if (!motion) return [];
  // Of motions that compete, the bot knows which is due.
  const contested = view.motions.some((other) => other.against && other.status === "pending");
  const name = contested ? null : motion.id;
  const modes: Mode[] = [
    "open",
    "recorded",
    ...(view.meeting.unopposed ? ["unopposed" as const] : []),
  ];
  const whole = motion.divisible ? [{ kind: "divide", motion: motion.id } as const] : [];
  const undecided = motion.parts.length > 0 && motion.parts.every((part) => part === "pending");
  const apart = undecided ? [{ kind: "undivide", motion: motion.id } as const] : [];
  return [
    ...modes.map((mode): Act => ({ kind: "open-vote", motion: name, mode })),
    ...whole,
    ...apart,
  ];
}

/** A disturbance of the municipality's keeps the meeting from going on until it is mended. */
function mended(view: View): Act[] {
  return view.disturbances.map(({ id }) => ({ kind: "end-disturbance", id }));
}

/** The motion to be put next: amendments before what they amend, in the order they were moved. */
function pending(view: View): Motion | undefined {
  const open = view.motions.filter((motion) => motion.status === "pending");
  return open.find((motion) => motion.amends !== null) ?? open[0];
}
