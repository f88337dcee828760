# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""A vote as the room sees it: question, running count, result."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain import quorum
from bot.domain.concerned import concerned_by
from bot.domain.ids import ItemId, MotionId, SeatId
from bot.domain.meeting import Ballot, Motion, MotionStatus
from bot.domain.papersout import unfinished
from bot.domain.rulebook import EnBloc
from bot.domain.values import Choice, Postal, SubjectKind, VoteMode
from bot.effects import Effect, EndPoll, Line, StartPoll, Style
from bot.reactions import tally
from bot.reactions.afterwards import told
from bot.reactions.business import quote
from bot.reactions.turn import Turn, quorum_presumed
from bot.views import ON_ITEMS, ballot_concealed

QUOTED = (
    SubjectKind.MOTION,
    SubjectKind.AMENDMENT,
    SubjectKind.PART,
    SubjectKind.BLOCK,
    SubjectKind.PROCEDURE,
    SubjectKind.RECALL,
)
"""Subjects whose wording is read out with the question; of others the question tells all."""
NAMED_BY_WORDING = (SubjectKind.PROCEDURE, SubjectKind.RECALL)
"""Subjects of which the question does not say which one it is."""
WITHOUT_ANSWERS = (VoteMode.SECRET, VoteMode.UNOPPOSED)
"""Ways of voting nobody is polled in: papers, and silence."""


def opened(turn: Turn, event: e.BallotOpened) -> list[Effect]:
    ballot = turn.after.ballots[event.ballot]
    question = _question(turn, ballot)
    how = "say.vote_how" if turn.after.law().abstention_allowed else "say.vote_how_no_abstention"
    if ballot.mode in WITHOUT_ANSWERS:
        how = f"say.vote_how_{ballot.mode}"
    if ballot.postal:
        lines = _sent_home(turn, ballot, ballot.postal)
        return told(turn, lines, secret=ballot_concealed(turn.after, ballot))
    wording = [quote(ballot.subject.text)] if ballot.subject.kind in QUOTED else []
    asked = turn.say(
        Line("say.vote", {"ballot": ballot.id, "mode": ballot.mode}, Style.TITLE),
        question,
        *wording,
        *_decides_too(ballot),
        Line(_measure(turn, ballot, "say.vote_rule"), _rule(turn, ballot), Style.SMALL),
        Line(how),
        *([Line("say.vote_hidden", style=Style.SMALL)] if ballot.hidden else []),
        *([Line("say.vote_until_all", style=Style.SMALL)] if ballot.until_all else []),
        *_rests(turn, ballot),
        *([_whoever_objects(turn)] if ballot.block else []),
        *_presumed(turn, ballot),
    )
    count = turn.say(*tally.lines(turn, ballot), slot=tally.slot(turn, ballot))
    if ballot.mode in WITHOUT_ANSWERS:
        return [asked, count]
    choices = [c for c in Choice if c is not Choice.ABSTAIN or turn.after.law().abstention_allowed]
    return [
        asked,
        StartPoll(
            place=turn.place,
            ballot=ballot.id,
            question=question,
            answers=tuple((answer_id(choice, turn.hash), choice) for choice in choices),
            disclosed=ballot.names_shown,
        ),
        count,
    ]


def _decides_too(ballot: Ballot) -> list[Line]:
    """Say that the vote on a recall decides the item's draft with it."""
    with_it = ballot.subject.kind is SubjectKind.RECALL and ballot.subject.ref
    return [Line("say.recall_decides", {"motion": ballot.subject.ref})] if with_it else []


def _sent_home(turn: Turn, ballot: Ballot, postal: Postal) -> list[Line]:
    """Say that the papers come by post, until when they are back, and on which ground."""
    facts = {"ballot": ballot.id, "issued": postal.issued, "until": postal.until}
    return [
        Line("say.postal_vote", {**facts, "norm": turn.norm(postal.norm)}, Style.TITLE),
        _question(turn, ballot),
        quote(ballot.subject.text),
        Line("say.postal_how", facts, Style.SMALL),
    ]


def _presumed(turn: Turn, ballot: Ballot) -> list[Line]:
    """Warn that fewer are there than the quorum asks for, and that anybody may say so."""
    about = concerned_by(turn.after, ballot)
    check = turn.after.quorum(about)
    if check.quorate or not quorum.is_presumed(turn.after, about, check):
        return []
    return [quorum_presumed(turn, check)]


def _rests(turn: Turn, ballot: Ballot) -> list[Line]:
    """Say whose vote rests, or nothing."""
    if ballot.rests is None:
        return []
    return [Line("say.vote_rests", {"name": turn.name(ballot.rests)}, Style.SMALL)]


def _whoever_objects(turn: Turn) -> Line:
    """Say how to have items voted on by themselves, and what it comes to."""
    key = turn.after.law().word("vote.block") or EnBloc.UNOPPOSED
    return Line(f"say.block_{key}", {"norm": turn.norm(turn.after.law().norm("vote.block"))})


def block_resolved(turn: Turn, event: e.BlockResolved) -> list[Effect]:
    """Say under which number each item was decided."""
    lines = [
        Line("say.block_part", {"number": turn.number(part.item), "ballot": part.ballot})
        for part in event.parts
    ]
    return [turn.say(Line("say.block_resolved", {"block": event.block}, Style.TITLE), *lines)]


def divided(turn: Turn, event: e.MotionDivided) -> list[Effect]:
    """Say which parts are voted on apart."""
    motion = turn.after.motions[event.motion]
    if not event.apart:
        return [turn.say(Line("say.motion_whole_again", {"motion": motion.id}))]
    parts = [quote(f"{n}. {text}") for n, text in enumerate(motion.parts, 1)]
    facts = {"motion": motion.id, "count": len(parts)}
    return [turn.say(Line("say.motion_divided", facts, Style.TITLE), *parts)]


def answer_id(choice: Choice, entry_hash: str) -> str:
    """Return the id of a poll answer: bound to this ballot by the hash of its entry."""
    return f"{choice}{answer_mark(entry_hash)}"


def answer_mark(entry_hash: str) -> str:
    """Return how all answers of one ballot's poll end."""
    return f"-{entry_hash[:16]}"


def recounted(turn: Turn) -> list[Effect]:
    """Bring the running count up to date."""
    return tally.revised(turn)


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
        *([quote(ballot.subject.text)] if ballot.subject.kind in NAMED_BY_WORDING else []),
        Line("say.counts", counts, n=result.abstain),
        Line(_measure(turn, ballot, "say.measured"), measured, Style.SMALL),
    ]
    if ballot.mode is VoteMode.RECORDED:
        lines += tally.by_choice(turn, ballot)
    if ballot.tellers:
        lines.append(Line("say.tellers", {"names": turn.names(ballot.tellers)}, Style.SMALL))
    if ballot.postal:
        return _by_post(turn, ballot, lines)
    final = turn.revise(tally.slot(turn, ballot), *tally.lines(turn, ballot))
    end = _end_poll(turn, ballot, Line(verdict, {"ballot": ballot.id}))
    # First what the hall waits for.
    return [turn.say(*lines, *_after(turn, ballot)), final, *end]


def _by_post(turn: Turn, ballot: Ballot, lines: list[Line]) -> list[Effect]:
    """Tell a result that came after the meeting, where its matter may be read."""
    sums = ballot.sums
    found = {"issued": sums.issued, "found": sums.found, "invalid": sums.invalid} if sums else {}
    title = {"title": turn.after.title, "number": turn.number(ballot.item) if ballot.item else ""}
    title_and_result = [
        Line("say.postal_result", title, Style.TITLE),
        quote(ballot.subject.text),
        *lines,
        Line("say.postal_papers", found, Style.SMALL),
    ]
    lines = [*title_and_result, *_after(turn, ballot), *_goes_on(turn, ballot)]
    return told(turn, lines, secret=ballot_concealed(turn.after, ballot))


def _goes_on(turn: Turn, ballot: Ballot) -> list[Line]:
    """Say what the post has still to bring to an end on the same matter."""
    here = tuple(
        known for known in unfinished(turn.after) if turn.after.motions[known].item == ballot.item
    )
    return [Line("say.postal_goes_on", {"motions": here}, Style.WARNING)] if here else []


def broken_off(turn: Turn, event: e.BallotBrokenOff) -> list[Effect]:
    ballot = turn.after.ballots[event.ballot]
    line = Line("say.broken_off", {"ballot": ballot.id, "reason": event.reason}, Style.WARNING)
    return [*_end_poll(turn, ballot, line), turn.say(line), turn.office(line)]


def voided(turn: Turn, event: e.BallotVoided) -> list[Effect]:
    ballot = turn.after.ballots[event.ballot]
    facts = {"ballot": event.ballot, "reason": event.reason}
    if ballot.postal is None:
        return [turn.say(Line("say.ballot_voided", facts, Style.WARNING))]
    of_part = ballot.subject.kind is SubjectKind.PART
    where = {"number": turn.number(ballot.item) if ballot.item else "", "title": turn.after.title}
    motion = ballot.subject.part[0] if of_part else ballot.subject.ref
    line = Line("say.ballot_voided_postal", {**facts, **where, "motion": motion}, Style.WARNING)
    return told(turn, [line], secret=ballot_concealed(turn.after, ballot))


def _end_poll(turn: Turn, ballot: Ballot, line: Line) -> list[Effect]:
    if ballot.mode in WITHOUT_ANSWERS:
        return []
    return [EndPoll(place=turn.place, ballot=ballot.id, line=line)]


def _question(turn: Turn, ballot: Ballot) -> Line:
    """Ask what is decided on, by what kind of subject it is."""
    subject = ballot.subject
    facts: dict[str, object] = {"ref": subject.ref, "text": subject.text}
    key = f"say.question_{subject.kind}"
    if subject.kind is SubjectKind.AMENDMENT:
        facts["amends"] = turn.after.motions[MotionId(subject.ref)].amends or ""
    elif subject.kind is SubjectKind.PART:
        facts["motion"], facts["part"] = subject.part
    elif subject.kind is SubjectKind.BLOCK:
        facts["numbers"] = tuple(turn.number(item) for item in subject.items)
    elif subject.kind in (SubjectKind.RECUSAL, SubjectKind.EXPULSION):
        facts["name"] = turn.name(SeatId(subject.ref))
    elif subject.kind in ON_ITEMS:
        facts["number"] = turn.number(ItemId(subject.ref))
        key = f"{key}_concealed" if turn.conceals(ItemId(subject.ref)) else key
    return Line(key, facts)


def _rule(turn: Turn, ballot: Ballot) -> dict[str, object]:
    majority = turn.after.law().majorities[ballot.rule]
    return {
        "share": majority.share,
        "of": majority.base,
        "norm": turn.norm(turn.after.law().vote_norm(ballot.rule, ballot.subject.kind)),
    }


def _measure(turn: Turn, ballot: Ballot, key: str) -> str:
    reached = turn.after.law().majorities[ballot.rule].or_equal
    return f"{key}_at_least" if reached else f"{key}_more"


def _after(turn: Turn, ballot: Ballot) -> list[Line]:
    """Say what follows: the wording an adopted amendment leaves, or that the meeting is stuck."""
    adopted = ballot.result is not None and ballot.result.adopted
    if ballot.subject.kind is SubjectKind.URGENCY and not adopted:
        return [Line("say.urgency_denied", style=Style.WARNING)]
    if ballot.subject.kind is SubjectKind.PART:
        return _after_part(turn, turn.after.motions[ballot.subject.part[0]])
    if ballot.block and not adopted:
        return [Line("say.block_rejected", style=Style.WARNING)]
    motion = turn.after.motion_decided_by(ballot)
    if motion is None or not adopted:
        return []
    if motion.amends is None:
        before = turn.before.competing(motion.id)
        settled = tuple(known for known in before if known != motion.id)
        return [Line("say.motions_settled", {"motions": settled})] if settled else []
    main = turn.after.motions[motion.amends]
    if motion.id in main.to_consolidate:
        return [Line("say.consolidate_next", {"motion": main.id}, Style.WARNING)]
    return [Line("say.consolidated", {"motion": main.id}, Style.TITLE), quote(main.text)]


def _after_part(turn: Turn, motion: Motion) -> list[Line]:
    """Say which part comes next, what the final vote is about, or that nothing is left."""
    facts = {"motion": motion.id}
    if motion.parts_left:
        return [Line("say.part_next", {**facts, "part": motion.parts_left[0]})]
    if motion.status is MotionStatus.REJECTED:
        return [Line("say.no_part_left", facts, Style.WARNING)]
    return [Line("say.whole_next", facts, Style.TITLE), quote(motion.wording_left)]
