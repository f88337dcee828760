# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A vote as the room sees it: question, running count, result."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.ids import MotionId, SeatId
from bot.domain.meeting import Ballot
from bot.domain.values import Choice, SubjectKind, VoteMode
from bot.effects import Effect, EndPoll, Line, StartPoll, Style
from bot.reactions.business import quote
from bot.reactions.turn import Turn, by_choice


def tally_slot(turn: Turn, ballot: Ballot) -> str:
    return f"tally/{turn.after.id}/{ballot.id}"


def opened(turn: Turn, event: e.BallotOpened) -> list[Effect]:
    ballot = turn.after.ballots[event.ballot]
    question = _question(turn, ballot)
    how = "say.vote_how" if turn.after.law().abstention_allowed else "say.vote_how_no_abstention"
    wording = [quote(ballot.subject.text)] if ballot.subject.text else []
    asked = turn.say(
        Line("say.vote", {"ballot": ballot.id, "mode": ballot.mode}, Style.TITLE),
        question,
        *wording,
        Line(_measure(turn, ballot, "say.vote_rule"), _rule(turn, ballot), Style.SMALL),
        Line(how),
    )
    choices = [c for c in Choice if c is not Choice.ABSTAIN or turn.after.law().abstention_allowed]
    return [
        asked,
        StartPoll(
            place=turn.place,
            ballot=ballot.id,
            question=question,
            answers=tuple((answer_id(choice, turn.hash), choice) for choice in choices),
        ),
        turn.say(*_tally(turn, ballot), slot=tally_slot(turn, ballot)),
    ]


def answer_id(choice: Choice, entry_hash: str) -> str:
    """Return the id of a poll answer: bound to this ballot by the hash of its entry."""
    return f"{choice}-{entry_hash[:16]}"


def cast(turn: Turn, event: e.VoteCast) -> list[Effect]:
    ballot = turn.after.ballots[event.ballot]
    return [turn.revise(tally_slot(turn, ballot), *_tally(turn, ballot))]


def closed(turn: Turn, event: e.BallotClosed) -> list[Effect]:
    ballot, result = turn.after.ballots[event.ballot], event.result
    counts = {
        "yes": result.yes,
        "no": result.no,
        "abstain": result.abstain,
        "not_voted": result.not_voted,
    }
    measured = {"base": result.base, "needed": result.needed, **_rule(turn, ballot)}
    verdict = "say.adopted" if result.adopted else "say.rejected"
    lines = [
        Line(verdict, {"ballot": ballot.id}, Style.TITLE),
        _question(turn, ballot),
        Line("say.counts", counts),
        Line(_measure(turn, ballot, "say.measured"), measured, Style.SMALL),
    ]
    if ballot.mode is VoteMode.RECORDED:
        lines += by_choice(turn, _choices(ballot))
    end = EndPoll(place=turn.place, ballot=ballot.id, line=Line(verdict, {"ballot": ballot.id}))
    final = turn.revise(tally_slot(turn, ballot), *_tally(turn, ballot))
    return [final, end, turn.say(*lines, *_after(turn, ballot))]


def broken_off(turn: Turn, event: e.BallotBrokenOff) -> list[Effect]:
    ballot = turn.after.ballots[event.ballot]
    line = Line("say.broken_off", {"ballot": ballot.id, "reason": event.reason}, Style.WARNING)
    end = EndPoll(place=turn.place, ballot=ballot.id, line=line)
    return [end, turn.say(line), turn.office(line)]


def _question(turn: Turn, ballot: Ballot) -> Line:
    """Ask what is decided on, by what kind of subject it is."""
    subject = ballot.subject
    facts: dict[str, object] = {"ref": subject.ref, "text": subject.text}
    match subject.kind:
        case SubjectKind.AMENDMENT:
            facts["amends"] = turn.after.motions[MotionId(subject.ref)].amends or ""
        case SubjectKind.RECUSAL:
            facts["name"] = turn.name(SeatId(subject.ref))
        case _:
            pass
    if ballot.item:
        facts["number"] = turn.number(ballot.item)
    return Line(f"say.question_{subject.kind}", facts)


def _rule(turn: Turn, ballot: Ballot) -> dict[str, object]:
    majority = turn.after.law().majorities[ballot.rule]
    return {
        "share": majority.share,
        "of": majority.base,
        "norm": turn.after.law().norm(f"vote.{ballot.rule}"),
    }


def _measure(turn: Turn, ballot: Ballot, key: str) -> str:
    reached = turn.after.law().majorities[ballot.rule].or_equal
    return f"{key}_at_least" if reached else f"{key}_more"


def _tally(turn: Turn, ballot: Ballot) -> list[Line]:
    entitled = len({*turn.after.entitled(ballot.item), *ballot.votes})
    facts = {"ballot": ballot.id, "received": len(ballot.votes), "entitled": entitled}
    lines = [Line("say.tally", facts)]
    if ballot.mode is VoteMode.RECORDED:
        return lines + by_choice(turn, _choices(ballot))
    return lines


def _choices(ballot: Ballot) -> dict[SeatId, Choice]:
    return {seat: vote.choice for seat, vote in ballot.votes.items()}


def _after(turn: Turn, ballot: Ballot) -> list[Line]:
    """Say what an adopted amendment has done to the wording."""
    motion = turn.after.motion_decided_by(ballot)
    if motion is None or motion.amends is None or ballot.result is None:
        return []
    if not ballot.result.adopted:
        return []
    main = turn.after.motions[motion.amends]
    if motion.id in main.to_consolidate:
        return [Line("say.consolidate_next", {"motion": main.id}, Style.WARNING)]
    return [Line("say.consolidated", {"motion": main.id}, Style.TITLE), quote(main.text)]
