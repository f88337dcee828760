// SPDX-FileCopyrightText: 2026 The Gremium contributors
// SPDX-License-Identifier: EUPL-1.2
/**
 * The next steps of whoever leads the meeting, in the order they are likely, from its state alone.
 */
import type { Act } from "./acts.ts";
import { type AgendaItem, itemOf, type Motion, type View } from "./view.ts";

/** Return what the chair may press now; the first is the proposal. */
export function steps(view: View): Act[] {
  switch (view.meeting.phase) {
    case "invited":
      return [{ kind: "open-meeting" }];
    case "interrupted":
      return [{ kind: "resume" }];
    case "open":
      return running(view);
    default:
      return [];
  }
}

function running(view: View): Act[] {
  if (view.ballot) return [{ kind: "close-vote" }];
  if (view.meeting.roll_call_open) return [{ kind: "close-roll-call" }];
  if (view.quorum === null) return [{ kind: "start-roll-call" }];
  const next = upcoming(view);
  const onwards: Act[] = next
    ? [{ kind: "call-item", number: next.number }]
    : [{ kind: "close-meeting" }];
  if (itemOf(view, view.item) === undefined) return [...onwards, { kind: "interrupt" }];
  const motion = pending(view);
  const about: Act[] = motion
    ? [
        { kind: "open-vote", motion: motion.id, recorded: false },
        { kind: "open-vote", motion: motion.id, recorded: true },
      ]
    : [];
  return [...about, { kind: "close-item" }, { kind: "interrupt" }];
}

function upcoming(view: View): AgendaItem | undefined {
  return view.agenda.find((item) => !item.done && item.id !== view.item);
}

/** The motion to be put next: amendments before what they amend, in the order they were moved. */
function pending(view: View): Motion | undefined {
  const open = view.motions.filter((motion) => motion.status === "pending");
  return open.find((motion) => motion.amends !== null) ?? open[0];
}
