# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Procedural motions (Anträge zur Geschäftsordnung): the table of their kinds, and how they go.

A new kind is a member of `ProceduralKind`, a line in `KINDS` and a test. They are raised at any
time outside the speakers' list and dealt with before the matter: one speaks for, one against, then
the body votes; what it resolves the machine carries out. The one that goes furthest comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import formats
from bot.domain import refusals as r
from bot.domain.attendance import need_present
from bot.domain.concerned import need_unbiased
from bot.domain.debating import Procedural, ProceduralEnd, ProceduralKind
from bot.domain.dividing import need_divisible
from bot.domain.ids import ItemId, MotionId, ProceduralId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.permissions import LEAD, check_for
from bot.domain.preparation import TITLE_LIMIT, move_item, need_item, need_phase, need_reason
from bot.domain.refusals import Refused
from bot.domain.rulebook import RULEBOOK, Demand
from bot.domain.speeches import unheard_groups
from bot.domain.values import (
    Base,
    Language,
    Majority,
    Phase,
    Result,
    SubjectKind,
    VoteMode,
    at_least,
)
from bot.domain.voiding import last_result, need_repeatable, voided

Events = list[e.MeetingEvent]
Effect = Callable[[Meeting, Procedural, datetime], Events]
Check = Callable[[Meeting, Procedural], None]
LONGEST = 600
"""Minutes of a recess or a speech, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One line of the table."""

    rank: int
    """What goes furthest comes first: 0 before 1."""
    names: Mapping[Language, str]
    """As it is put to the vote and stands in the minutes."""
    effect: Effect
    """What the machine carries out once it is resolved."""
    admissible: Check = lambda _meeting, _motion: None
    """Refuses what may not be moved now."""
    about_item: bool = True
    """Whether it needs an item: the one under debate, unless another is named."""
    number: bool = False
    """Whether it takes a number from 1."""
    text: bool = False
    """Whether it takes a text."""
    rest: bool = False
    """Whether it is about all items whose turn has not come."""
    demand: str = ""
    """The rule that says who brings it about; empty: the body resolves it."""


def _names(german: str, english: str) -> Mapping[Language, str]:
    return {Language.DE: german, Language.EN: english}


# What may be moved when.


def _under_debate(meeting: Meeting, motion: Procedural) -> None:
    if meeting.item is None or meeting.item != motion.item:
        raise Refused(r.NoItemOpen())


def _debate_open(meeting: Meeting, motion: Procedural) -> None:
    _under_debate(meeting, motion)
    if meeting.debate_closed:
        raise Refused(r.NothingToChange())
    talked = meeting.debate.talked.get((motion.item, motion.by))
    if talked and meeting.law().flag("go.close_debate.non_speaker", otherwise=True):
        raise Refused(r.HasSpoken(seat=motion.by))
    if unheard := unheard_groups(meeting):
        raise Refused(r.GroupsUnheard(groups=unheard))


def _list_open(meeting: Meeting, motion: Procedural) -> None:
    _debate_open(meeting, motion)
    if meeting.list_closed:
        raise Refused(r.NothingToChange())


def _public(meeting: Meeting, motion: Procedural) -> None:
    if not need_item(meeting, motion.item or ItemId("")).public:
        raise Refused(r.NothingToChange())


def _to_come(meeting: Meeting, motion: Procedural) -> None:
    """Refuse to touch an item that is under debate or done."""
    item = need_item(meeting, motion.item or ItemId(""))
    if item.id == meeting.item:
        raise Refused(r.ItemOpen(item=item.id))
    if item.id in meeting.done:
        raise Refused(r.ItemDone(item=item.id))
    formats.need_no_duty(meeting, item)


def _any_left(_meeting: Meeting, motion: Procedural) -> None:
    if not motion.items:
        raise Refused(r.NothingToChange())


def _movable(meeting: Meeting, motion: Procedural) -> None:
    if not _reorder(meeting, motion, datetime.min.replace(tzinfo=UTC)):
        raise Refused(r.NothingToChange())


def _votable(mode: VoteMode) -> Check:
    """Return a check that the law knows this way of voting, and that it is not resolved yet."""

    def check(meeting: Meeting, motion: Procedural) -> None:
        _under_debate(meeting, motion)
        key = f"vote.{mode}"
        if meeting.law().word(key) == Demand.NEVER:
            raise Refused(r.VoteModeForbidden(mode=mode, norm=meeting.law().norm(key)))
        bound = meeting.vote_modes.get(motion.item or ItemId(""))
        if bound is mode or bound is VoteMode.SECRET:  # secret beats by name
            raise Refused(r.VoteModeBound(mode=bound))

    return check


def _countable(meeting: Meeting, motion: Procedural) -> None:
    _under_debate(meeting, motion)
    need_repeatable(meeting, last_result(meeting))


def _divisible(meeting: Meeting, motion: Procedural) -> None:
    need_divisible(meeting, MotionId(motion.text))


# What follows.


def _close_debate(_meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    return [e.DebateClosed(item=_item(motion))]


def _close_list(_meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    return [e.SpeakersListClosed(item=_item(motion))]


def _adjourn_item(meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    return [e.ItemClosed(item=_item(motion), note=wording(meeting, motion), postponed=True)]


def _adjourn_rest(meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    left = tuple(item for item in _to_be_put_off(meeting) if item in motion.items)
    name = KINDS[motion.kind].names[meeting.language]  # each item's minutes need no list of all
    return [e.ItemsPostponed(items=left, note=name)] if left else []


def _refer(meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    return [e.ItemClosed(item=_item(motion), note=wording(meeting, motion))]


def _remove(_meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    return [e.AgendaItemRemoved(item=_item(motion), reason="resolved")]


def _exclude(_meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    return [e.ItemReclassified(item=_item(motion), public=False)]


def _recess(meeting: Meeting, motion: Procedural, at: datetime) -> Events:
    until = at + timedelta(minutes=motion.number)
    return [e.MeetingInterrupted(reason=wording(meeting, motion), until=until, other_day=False)]


def _limit(meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    text = wording(meeting, motion)
    key = "speech.minutes"
    return [e.RuleResolved(key=key, value=motion.number, norm=text, by=motion.by)]


def _mode(mode: VoteMode) -> Effect:
    return lambda _meeting, motion, _at: [e.VoteModeResolved(item=_item(motion), mode=mode)]


def _divide(_meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    return [e.MotionDivided(motion=MotionId(motion.text), by=motion.by)]


def _recount(meeting: Meeting, motion: Procedural, _at: datetime) -> Events:
    return voided(last_result(meeting), motion.by, motion.text)


def _reorder(meeting: Meeting, motion: Procedural, at: datetime) -> Events:
    move = c.MoveAgendaItem(by=motion.by, at=at, item=_item(motion), position=motion.number)
    return move_item(meeting, move)


def _item(motion: Procedural) -> ItemId:
    return motion.item or ItemId("")


KINDS: Mapping[ProceduralKind, Kind] = {
    ProceduralKind.RECOUNT: Kind(
        rank=0,
        names=_names("Wiederholung der Abstimmung", "Repeating the vote"),
        effect=_recount,
        admissible=_countable,
        text=True,
    ),
    ProceduralKind.EXCLUDE_PUBLIC: Kind(
        rank=1,
        names=_names("Ausschluss der Öffentlichkeit", "Exclusion of the public"),
        effect=_exclude,
        admissible=_public,
    ),
    ProceduralKind.RECESS: Kind(
        rank=2,
        names=_names("Unterbrechung der Sitzung", "Recess"),
        effect=_recess,
        about_item=False,
        number=True,
    ),
    ProceduralKind.REMOVE_ITEM: Kind(
        rank=3,
        names=_names("Absetzung von der Tagesordnung", "Removal from the agenda"),
        effect=_remove,
        admissible=_to_come,
    ),
    ProceduralKind.REFER: Kind(
        rank=4,
        names=_names("Überweisung", "Referral"),
        effect=_refer,
        admissible=_under_debate,
        text=True,
    ),
    ProceduralKind.ADJOURN_REST: Kind(
        rank=5,
        names=_names("Vertagung aller weiteren Punkte", "Postponement of all further items"),
        effect=_adjourn_rest,
        admissible=_any_left,
        about_item=False,
        rest=True,
    ),
    ProceduralKind.ADJOURN_ITEM: Kind(
        rank=6,
        names=_names("Vertagung", "Postponement"),
        effect=_adjourn_item,
        admissible=_under_debate,
    ),
    ProceduralKind.CLOSE_DEBATE: Kind(
        rank=7,
        names=_names("Schluss der Debatte", "Closing the debate"),
        effect=_close_debate,
        admissible=_debate_open,
    ),
    ProceduralKind.CLOSE_LIST: Kind(
        rank=8,
        names=_names("Schluss der Rednerliste", "Closing the speakers' list"),
        effect=_close_list,
        admissible=_list_open,
    ),
    ProceduralKind.LIMIT_SPEECH: Kind(
        rank=9,
        names=_names("Begrenzung der Redezeit", "Limiting the time to speak"),
        effect=_limit,
        about_item=False,
        number=True,
    ),
    ProceduralKind.SECRET_VOTE: Kind(
        rank=10,
        names=_names("Geheime Abstimmung", "Secret vote"),
        effect=_mode(VoteMode.SECRET),
        admissible=_votable(VoteMode.SECRET),
        demand="vote.secret",
    ),
    ProceduralKind.RECORDED_VOTE: Kind(
        rank=11,
        names=_names("Namentliche Abstimmung", "Vote by name"),
        effect=_mode(VoteMode.RECORDED),
        admissible=_votable(VoteMode.RECORDED),
        demand="vote.recorded",
    ),
    ProceduralKind.SEPARATE_VOTE: Kind(
        rank=12,
        names=_names("Getrennte Abstimmung", "Separate vote on parts"),
        effect=_divide,
        admissible=_divisible,
        text=True,
        demand="vote.parts",
    ),
    ProceduralKind.REORDER: Kind(
        rank=13,
        names=_names("Änderung der Reihenfolge der Tagesordnung", "Changing the order of items"),
        effect=_reorder,
        admissible=_movable,
        number=True,
    ),
}
"""In the order in which they are dealt with. Recount, end of debate … before a vote by name."""

_MINUTES = frozenset({ProceduralKind.RECESS, ProceduralKind.LIMIT_SPEECH})


def raise_motion(meeting: Meeting, command: c.RaiseProcedural) -> Events:
    need_phase(meeting, Phase.OPEN)
    _need_right(meeting, command.seat, command.by)
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    kind = KINDS[command.kind]
    about = (command.item or meeting.item) if kind.about_item else None
    if kind.about_item and about is None:
        raise Refused(r.NoItemOpen())
    motion = Procedural(
        id=ProceduralId(f"G{len(meeting.procedural) + 1}"),
        kind=command.kind,
        by=command.seat,
        on=meeting.item,
        item=about and need_item(meeting, about).id,
        number=command.number if kind.number else 0,
        text=" ".join(command.text.split())[:TITLE_LIMIT] if kind.text else "",
        items=_to_be_put_off(meeting) if kind.rest else (),
        supporters=(command.seat,),
    )
    need_unbiased(meeting, motion.by, motion.item)
    _need_parts(motion, kind)
    _need_new(meeting, motion)
    kind.admissible(meeting, motion)
    raised = e.ProceduralRaised(
        motion=motion.id,
        kind=motion.kind,
        by=motion.by,
        item=motion.item,
        number=motion.number,
        text=motion.text,
        items=motion.items,
    )
    return [raised, *_demanded(meeting, motion, command.at, len(motion.supporters))]


def speak(meeting: Meeting, command: c.SpeakToProcedural) -> Events:
    """One for, one against, unless the rules of procedure let more speak (``go.speakers``)."""
    motion = due(meeting, command.motion)
    _need_right(meeting, command.seat, command.by)
    need_unbiased(meeting, command.seat, motion.item)
    spoken, most = motion.contra if command.against else motion.pro, speakers(meeting)
    if command.seat in spoken:
        return []
    if len(spoken) >= most:
        raise Refused(r.SideHeard(most=most))
    return [e.ProceduralSpoken(motion=motion.id, seat=command.seat, against=command.against)]


def support(meeting: Meeting, command: c.SupportProcedural) -> Events:
    """Join in; as soon as so many have as the law asks for, it is brought about without a vote."""
    motion = due(meeting, command.motion)
    _need_right(meeting, command.seat, command.by)
    need_unbiased(meeting, command.seat, motion.item)
    if command.seat in motion.supporters:
        return []
    joined = replace(motion, supporters=(*motion.supporters, command.seat))
    return [
        e.ProceduralSupported(motion=motion.id, seat=command.seat),
        *_demanded(meeting, joined, command.at, len(joined.supporters)),
    ]


def withdraw(meeting: Meeting, command: c.WithdrawProcedural) -> Events:
    motion = _pending(meeting, command.motion)
    if motion.by != command.by and meeting.role_of(command.by) not in LEAD:
        raise Refused(r.NotMover(motion=motion.id))
    return [_ended(motion, ProceduralEnd.WITHDRAWN)]


def rule_out(meeting: Meeting, command: c.RuleOutProcedural) -> Events:
    """The chair rejects a motion as inadmissible, with a reason for the minutes."""
    motion = _pending(meeting, command.motion)
    return [_ended(motion, ProceduralEnd.OUT_OF_ORDER, need_reason(command.reason))]


def carry(meeting: Meeting, command: c.CarryProcedural) -> Events:
    """Nobody speaks against it: it is carried without a vote, where the body's rules say so."""
    motion = due(meeting, command.motion)
    if motion.contra or not meeting.law().flag("go.unopposed"):
        raise Refused(r.Opposed())
    return [
        _ended(motion, ProceduralEnd.UNOPPOSED),
        *carried_out(meeting, motion, command.at),
    ]


def due(meeting: Meeting, wanted: ProceduralId | None) -> Procedural:
    """Return the motion that is dealt with now; refuse another one, with which comes first."""
    motion, first = _pending(meeting, wanted), in_order(meeting)[0]
    if wanted is not None and motion.id != first.id:
        raise Refused(r.ProceduralFirst(motion=first.id))
    return first


def in_order(meeting: Meeting) -> tuple[Procedural, ...]:
    """Return the pending motions as they are dealt with: what goes furthest first."""
    return tuple(sorted(meeting.pending_procedural(), key=lambda known: KINDS[known.kind].rank))


def need_none_first(meeting: Meeting) -> None:
    """Refuse to vote on the matter while a motion on the course of business is waiting."""
    if waiting := in_order(meeting):
        raise Refused(r.ProceduralFirst(motion=waiting[0].id))


def speakers(meeting: Meeting) -> int:
    """Return how many speak for, and how many against."""
    return meeting.law().number("go.speakers") or 1


def majority_key(meeting: Meeting, motion: Procedural) -> str:
    """Return the key of the majority it takes: its own, else that of the course of business."""
    law = meeting.law()
    return law.majority_for.get(f"go.{motion.kind}") or law.majority_key(SubjectKind.PROCEDURE)


def wording(meeting: Meeting, motion: Procedural) -> str:
    """Return the motion as it is put to the vote, in the meeting's language."""
    name, parts = KINDS[motion.kind].names[meeting.language], list[str]()
    if motion.item and motion.item != motion.on:
        parts.append(f"TOP {meeting.number_of(motion.item)}")
    parts += [f"TOP {meeting.number_of(item)}" for item in motion.items]
    if motion.number:
        minutes = "Minuten" if meeting.language is Language.DE else "minutes"
        unit = f"{motion.number} {minutes}" if motion.kind in _MINUTES else f"→ {motion.number}"
        parts.append(unit)
    if motion.text:
        parts.append(motion.text)
    return f"{name}: {', '.join(parts)}" if parts else name


def decided(meeting: Meeting, motion: Procedural, at: datetime, result: Result) -> Events:
    """Return what a vote on it comes to.

    Who votes for it demands it: where enough members may do so, a vote that is lost brings it
    about (§ 50 (1) GO NRW, § 45 KSVG). Members are heads, whatever votes a statute gives them.
    """
    if result.adopted:
        return [_ended(motion, ProceduralEnd.ADOPTED), *carried_out(meeting, motion, at)]
    heads = len(motion.supporters) if meeting.weighted else result.yes
    demanded = _demanded(meeting, motion, at, heads)
    return demanded or [_ended(motion, ProceduralEnd.REJECTED)]


def carried_out(meeting: Meeting, motion: Procedural, at: datetime) -> Events:
    """Return what the machine does about it; what it makes pointless lapses."""
    lapsed = [
        _ended(other, ProceduralEnd.LAPSED)
        for other in meeting.pending_procedural()
        if other.id != motion.id and other.kind in MAKES_POINTLESS.get(motion.kind, ())
    ]
    return [*lapsed, *KINDS[motion.kind].effect(meeting, motion, at)]


MAKES_POINTLESS: Mapping[ProceduralKind, frozenset[ProceduralKind]] = {
    ProceduralKind.CLOSE_DEBATE: frozenset({ProceduralKind.CLOSE_LIST}),
    ProceduralKind.ADJOURN_REST: frozenset({ProceduralKind.REORDER}),
    ProceduralKind.SECRET_VOTE: frozenset({ProceduralKind.RECORDED_VOTE}),
}


def _to_be_put_off(meeting: Meeting) -> tuple[ItemId, ...]:
    """Return the items whose turn has not come and that may be put off together.

    Not what is debated together with the item that is open, what has not been taken up yet, or
    what the law puts on the agenda. And not what somebody is excluded from, who would decide with
    the others on putting it off (`concerned`): that item takes a motion of its own.
    """
    over = {*meeting.done, *meeting.postponed, meeting.item}
    over |= {item for _, item in meeting.recusals}
    if meeting.item:
        over |= set(meeting.paperwork.debated_with(meeting.item))
    return tuple(
        item.id
        for item in meeting.agenda
        if item.id not in over
        and not item.duty
        and (not item.late or item.id in meeting.admitted_late)
    )


def share_needed(meeting: Meeting, motion: Procedural) -> int | None:
    """Return how many may demand it without a vote; None where the body has to resolve it."""
    rule, law = KINDS[motion.kind].demand, meeting.law()
    if rule and law.word(rule) == Demand.MEMBER:
        return 1
    if not rule or law.word(rule) != Demand.MINORITY:
        return None
    share: Majority | None = law.shares.get(f"{rule}.share")
    if share is None:
        return None
    base = meeting.statutory_members
    if share.base is not Base.MEMBERS:
        base = len(meeting.present_voting())
    return at_least(share.share * base, or_equal=share.or_equal)


def _demanded(meeting: Meeting, motion: Procedural, at: datetime, by: int) -> Events:
    needed = share_needed(meeting, motion)
    if needed is None or by < needed:
        return []
    rule = KINDS[motion.kind].demand
    alone = meeting.law().word(rule) == Demand.MEMBER
    norm = meeting.law().norm(rule if alone else f"{rule}.share")
    return [
        _ended(motion, ProceduralEnd.DEMANDED, norm),
        *carried_out(meeting, motion, at),
    ]


def _ended(motion: Procedural, end: ProceduralEnd, reason: str = "") -> e.ProceduralEnded:
    return e.ProceduralEnded(motion=motion.id, end=end, reason=reason)


def _pending(meeting: Meeting, wanted: ProceduralId | None) -> Procedural:
    need_phase(meeting, Phase.OPEN)
    if meeting.ballot:
        raise Refused(r.BallotOpen(ballot=meeting.ballot))
    named = meeting.procedural.get(wanted) if wanted else None
    if named and named.end:
        raise Refused(r.ProceduralOver(motion=named.id))
    for motion in in_order(meeting):
        if wanted in (None, motion.id):
            return motion
    raise Refused(r.NoProcedural())


def _need_right(meeting: Meeting, seat: SeatId, by: SeatId) -> None:
    """Refuse who is not there, has no vote, or takes no part in the item under debate."""
    need_present(meeting, seat)
    check_for(seat, by, meeting.role_of(by))
    if not meeting.has_vote(seat):
        raise Refused(r.NotVoting(seat=seat))
    if meeting.item and meeting.is_recused(seat, meeting.item):
        raise Refused(r.Recused(seat=seat, item=meeting.item))


def _need_parts(motion: Procedural, kind: Kind) -> None:
    most = RULEBOOK["speech.minutes"].most
    if motion.kind in _MINUTES and not 1 <= motion.number <= most:
        raise Refused(r.NumberOutOfRange(number=motion.number, least=1, most=most))
    if (kind.number and motion.number < 1) or (kind.text and not motion.text):
        raise Refused(r.ProceduralPart())


def _need_new(meeting: Meeting, motion: Procedural) -> None:
    """Refuse what is moved already, and what was rejected in the same debate."""
    for known in meeting.procedural.values():
        if (known.kind, known.item) != (motion.kind, motion.item):
            continue
        if known.end is None:
            raise Refused(r.ProceduralPending(motion=known.id))
        if known.end is ProceduralEnd.REJECTED and known.on == motion.on:
            raise Refused(r.ProceduralAgain(motion=known.id))
