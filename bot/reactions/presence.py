# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Roll call, arrival and leave, quorum, recusal."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.conduct import breaks_off
from bot.domain.values import Mark, Phase, QuorumCheck
from bot.effects import Effect, Line, Revise, ShareKeys, Style
from bot.reactions import tally
from bot.reactions.turn import Turn

SHOWN_MARKS = (Mark.FIRST_USE, Mark.ADMITTED_DEVICE, Mark.SUSPENDED)


def roll_call_slot(turn: Turn) -> str:
    return f"roll_call/{turn.after.id}"


def roll_call(turn: Turn) -> list[Effect]:
    """Ask who is there; chair and clerk see which identities are not verified."""
    marked = [
        Line("say.mark", {"name": seat.name, "mark": turn.after.marks[seat.id]}, Style.ITEM)
        for seat in turn.after.seats.values()
        if turn.after.marks.get(seat.id) in SHOWN_MARKS
    ]
    asked = turn.say(
        Line("say.roll_call", style=Style.TITLE),
        Line("say.roll_call_how"),
        *_answered(turn),
        slot=roll_call_slot(turn),
    )
    if not marked:
        return [asked]
    return [asked, turn.office(Line("say.roll_call_marks", style=Style.TITLE), *marked)]


def arrived(turn: Turn, event: e.MemberArrived) -> list[Effect]:
    if not event.late:
        return [_roll_call_so_far(turn)]
    facts = {"name": turn.name(event.seat), "present": len(turn.after.present_voting())}
    return _with_tally(turn, Line("say.arrived", {**facts, "at": turn.at}))


def _roll_call_so_far(turn: Turn) -> Revise:
    """Return the edit of the roll call's message; of absences pages see that, not why."""
    return turn.revise(
        roll_call_slot(turn),
        Line("say.roll_call", style=Style.TITLE),
        Line("say.roll_call_how"),
        *_answered(turn),
    )


def gone(turn: Turn, event: e.MemberLeft | e.AbsenceRecorded) -> list[Effect]:
    facts = {"name": turn.name(event.seat), "reason": event.reason, "at": turn.at}
    if isinstance(event, e.AbsenceRecorded):
        if not event.reason:
            return []  # named in the message that closes the roll call
        told = turn.office(Line("say.absence_recorded", facts))
        return [told, *([_roll_call_so_far(turn)] if turn.after.roll_call_open else [])]
    if turn.after.phase is Phase.INTERRUPTED and breaks_off(
        turn.after, turn.at, turn.after.resumes
    ):
        return []  # that all go is said once, with the breaking off
    facts["present"] = len(turn.after.present_voting())
    known = Line("say.left", facts)
    if event.reason and turn.after.law().flag("minutes.reasons"):
        return _with_tally(turn, known)
    # As in the minutes: why somebody left is public only where the law wants it so.
    unsaid = {name: fact for name, fact in facts.items() if name != "reason"}
    effects = _with_tally(turn, Line("say.left_without_reason", unsaid))
    if event.reason:
        effects.append(turn.office(known))
    return effects


def roll_call_closed(turn: Turn, event: e.RollCallClosed) -> list[Effect]:
    missing = [seat for seat in turn.after.voting_members() if not turn.after.is_present(seat)]
    lines = [Line("say.roll_call_closed", style=Style.TITLE), _check(turn, event.check)]
    if missing:
        lines.append(Line("say.absent", {"names": turn.names(missing)}))
    return [turn.say(*lines), ShareKeys(place=turn.place), *_unexplained(turn)]


def substitute(turn: Turn, event: e.SubstituteSeated | e.SubstituteStoodDown) -> list[Effect]:
    """Say who votes for whom from now on, or does no longer."""
    facts = {"name": turn.name(event.seat)}
    if isinstance(event, e.SubstituteStoodDown):
        principal = turn.before.substitutes[event.seat]
        return turn.with_quorum(
            Line("say.substitute_over", {**facts, "principal": turn.name(principal)})
        )
    facts |= {"principal": turn.name(event.principal), "norm": turn.norm(event.norm)}
    return turn.with_quorum(Line("say.substitute", facts))


def relieved(turn: Turn) -> list[Effect]:
    """Say that members who have come vote for themselves again."""
    if isinstance(turn.event, e.SubstituteSeated | e.SubstituteStoodDown):
        return []
    return [
        turn.say(
            Line(
                "say.substitute_over",
                {"name": turn.name(seat), "principal": turn.name(principal)},
            )
        )
        for seat, principal in turn.before.substitutes.items()
        if seat not in turn.after.substitutes
    ]


def stated(turn: Turn, event: e.QuorumStated) -> list[Effect]:
    return [turn.say(_check(turn, event.check))]


def recusal(turn: Turn, event: e.RecusalDeclared | e.RecusalWithdrawn) -> list[Effect]:
    facts = {"name": turn.name(event.seat), "number": turn.number(event.item)}
    if isinstance(event, e.RecusalWithdrawn):
        return turn.with_quorum(Line("say.recusal_withdrawn", facts))
    return _with_tally(turn, Line("say.recused", facts))


def roster(turn: Turn) -> list[Effect]:
    """A changed roster is announced by the office; here only what it does to the quorum."""
    changed = turn.quorum_lines()
    told: list[Effect] = [turn.say(*changed)] if changed else []
    return [*told, *tally.revised(turn)]


def _with_tally(turn: Turn, line: Line) -> list[Effect]:
    """Tell who came or went; during a ballot its count changes too."""
    return [*turn.with_quorum(line), *tally.revised(turn)]


def _answered(turn: Turn) -> list[Line]:
    present = turn.after.present()
    total = len(turn.after.voting_members())
    voting = len(turn.after.present_voting())
    lines = [Line("say.roll_call_count", {"present": voting, "total": total})]
    if present:
        lines.append(Line("say.roll_call_names", {"names": turn.names(present)}, Style.SMALL))
    return lines


def _check(turn: Turn, check: QuorumCheck) -> Line:
    facts = {
        "present": check.present,
        "needed": check.needed,
        "statutory": check.statutory,
        "norm": turn.norm(check.norm),
    }
    if check.quorate:
        return Line("say.quorate", facts)
    return Line("say.not_quorate", facts, Style.WARNING)


def _unexplained(turn: Turn) -> list[Effect]:
    """Remind the clerk of reasons the minutes must name."""
    silent = [
        seat
        for seat in turn.after.voting_members()
        if not turn.after.is_present(seat) and not turn.after.attendance[seat].reason
    ]
    if not silent:
        return []
    return [turn.office(Line("say.absence_unexplained", {"names": turn.names(silent)}))]
