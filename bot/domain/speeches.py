# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The speakers' list (Rednerliste) and the clock: who speaks next, as what, for how long.

Who has the floor is told by `Meeting.floor`; whoever loses it has ended their speech, by whatever
entry that happens: an item is closed, a member leaves, the meeting is interrupted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain import refusals as r
from bot.domain.attendance import need_present
from bot.domain.debating import Debate, Speech, SpeechKind, Talked, Waiting
from bot.domain.ids import ItemId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.permissions import LEAD, check_for
from bot.domain.preparation import need_phase
from bot.domain.refusals import NotAllowed, Refused
from bot.domain.rulebook import SpeechOrder
from bot.domain.values import Phase, Step

MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One line of the table."""

    rank: int
    """0 speaks before 1."""
    limit: str = ""
    """The rule that limits one speech, in minutes."""
    counted: bool = False
    """Whether it counts among the speeches and the time of member, group and item."""
    after_close: bool = False
    """Whether it is heard when list or debate are closed."""


KINDS: Mapping[SpeechKind, Kind] = {
    SpeechKind.RAPPORTEUR: Kind(rank=0, after_close=True),
    SpeechKind.PROCEDURE: Kind(rank=1, limit="speech.minutes", after_close=True),
    SpeechKind.QUESTION: Kind(rank=2, limit="speech.question_minutes"),
    SpeechKind.REPLY: Kind(rank=3, limit="speech.reply_minutes"),
    SpeechKind.DEBATE: Kind(rank=4, limit="speech.minutes", counted=True),
    SpeechKind.PERSONAL: Kind(rank=5, limit="speech.personal_minutes", after_close=True),
}
"""As what one may speak, in the order of the list."""


def request(meeting: Meeting, command: c.RequestFloor) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    need_present(meeting, command.seat)
    role = meeting.role_of(command.by)
    check_for(command.seat, command.by, role)
    if command.kind is SpeechKind.RAPPORTEUR and role not in LEAD:
        raise Refused(NotAllowed(roles=tuple(sorted(LEAD))))
    _need_heard(meeting, command.seat, command.kind)
    if command.kind is _QUESTION and command.seat in meeting.debate.speaking:
        raise Refused(r.HasTheFloor(seat=command.seat))
    wanted = Waiting(seat=command.seat, kind=command.kind)
    if wanted in meeting.debate.waiting:
        return []
    return [e.FloorRequested(seat=command.seat, kind=command.kind)]


def drop(meeting: Meeting, command: c.DropFloorRequest) -> list[e.MeetingEvent]:
    need_phase(meeting, Phase.OPEN)
    check_for(command.seat, command.by, meeting.role_of(command.by))
    if all(one.seat != command.seat for one in meeting.debate.waiting):
        return []
    return [e.FloorRequestDropped(seat=command.seat, by=command.by)]


def call_next(meeting: Meeting, command: c.CallSpeaker) -> list[e.MeetingEvent]:
    """Take the floor from who has it and give it to whose turn it is."""
    need_phase(meeting, Phase.OPEN)
    asking = tuple(s.seat for s in meeting.debate.speaking.values() if s.kind is _QUESTION)
    if asking and meeting.debate.paused:
        taken = [e.FloorTaken(seat=seat, by=command.by) for seat in asking]
        return [*taken, *resumed(meeting, asking, command.at)]
    listed = speakers_list(meeting)
    if not listed:
        raise Refused(r.NobodyWaits())
    first = listed[0]
    own = first.seat in meeting.debate.speaking
    over = [
        seat
        for seat in meeting.floor
        if (own if seat == first.seat else first.kind is not _QUESTION)
    ]
    spoken = [
        _ended(speech, command.at, paused=False)
        for speech in meeting.debate.speaking.values()
        if speech.seat in over
    ]
    after = _once(meeting, spoken)  # what was spoken until now counts for who is next
    _need_heard(after, first.seat, first.kind)
    taken = [e.FloorTaken(seat=seat, by=command.by) for seat in over]
    held = first.seat in meeting.floor and not own
    given = [] if held else [e.FloorGiven(seat=first.seat, by=command.by)]
    return [*taken, *spoken, *given, *begun(after, first.seat, first.kind, command.at)]


def _once(meeting: Meeting, spoken: Sequence[e.SpeechEnded]) -> Meeting:
    """Return the meeting once these speeches have ended."""
    for one in spoken:
        meeting = replace(meeting, debate=debated(meeting, one))
    return meeting


def extend(meeting: Meeting, command: c.ExtendSpeech) -> list[e.MeetingEvent]:
    """Add to the time of who speaks; where it is over already, to the moment of the command.

    Whether the matter or the course of the debate calls for it is for who leads to judge, as in
    the rules of the Bundestag (§ 35 (1) GO-BT); a limit of group or debate does not bind them.
    """
    need_phase(meeting, Phase.OPEN)
    timed = [
        (speech, max(speech.ends, command.at))
        for speech in meeting.debate.speaking.values()
        if speech.ends and command.seat in (None, speech.seat)
    ]
    if not timed:
        raise Refused(r.NoTimeRuns())
    more = command.minutes * MINUTE
    return [
        e.SpeechExtended(seat=speech.seat, by=command.by, seconds=_spent(speech, until) + more)
        for speech, until in timed
    ]


def note_time_up(meeting: Meeting, command: c.NoteTimeUp) -> list[e.MeetingEvent]:
    speech = meeting.debate.speaking.get(command.seat)
    if speech is None or speech.ends is None or command.at < speech.ends:
        return []
    if command.seat in meeting.debate.told:
        return []
    return [e.SpeechTimeUp(seat=command.seat)]


_QUESTION = SpeechKind.QUESTION


def begun(
    meeting: Meeting, seat: SeatId, kind: SpeechKind | None, at: datetime
) -> list[e.MeetingEvent]:
    """Return that ``seat`` speaks from now on; for a question the speaker before pauses."""
    item = meeting.item if meeting.phase is Phase.OPEN else None
    if item is None or seat in meeting.debate.speaking:
        return []
    asked = (one.kind for one in speakers_list(meeting) if one.seat == seat)
    wanted = kind or next(asked, SpeechKind.DEBATE)
    _need_heard(meeting, seat, wanted)
    speech = e.SpeechBegan(
        seat=seat,
        kind=wanted,
        item=item,
        begun=at,
        seconds=allowed(meeting, seat, wanted),
        resumed=False,
    )
    if wanted is not _QUESTION:
        return [speech]
    return [*(_ended(one, at, paused=True) for one in meeting.debate.speaking.values()), speech]


def resumed(meeting: Meeting, gone: Sequence[SeatId], at: datetime) -> list[e.MeetingEvent]:
    """Return that who paused for a question goes on once the question is put."""
    paused = meeting.debate.paused
    asked = any(s.seat in gone and s.kind is _QUESTION for s in meeting.debate.speaking.values())
    if paused is None or not asked or paused.seat in gone:
        return []
    return [
        e.SpeechBegan(
            seat=paused.seat,
            kind=paused.kind,
            item=paused.item or ItemId(""),
            begun=at,
            seconds=paused.seconds,
            resumed=True,
        )
    ]


def endings(
    meeting: Meeting, events: Sequence[e.MeetingEvent], at: datetime
) -> list[e.MeetingEvent]:
    """Return the end of each speech whose speaker loses the floor by ``events``."""
    told = {event.seat for event in events if isinstance(event, e.SpeechEnded)}
    running = [s for s in meeting.debate.speaking.values() if s.seat not in told]
    if not running or not events:
        return []
    stays = _keeps_floor(meeting, events)
    return [_ended(speech, at, paused=False) for speech in running if speech.seat not in stays]


def _keeps_floor(meeting: Meeting, events: Sequence[e.MeetingEvent]) -> frozenset[SeatId]:
    """Return who still has the floor after ``events``."""
    floor = set(meeting.floor)
    for event in events:
        match event:
            case e.FloorGiven(seat=seat):
                floor.add(seat)
            case e.FloorTaken(seat=seat) | e.MemberLeft(seat=seat) | e.RecusalDeclared(seat=seat):
                floor.discard(seat)
            case e.ConferenceLed(step=Step.REMOVE, seat=str(seat)):
                floor.discard(SeatId(seat))
            case (
                e.ItemCalled()
                | e.ItemClosed()
                | e.PublicExcluded()
                | e.PublicRestored()
                | e.MeetingInterrupted()
                | e.MeetingClosed()
            ):
                floor.clear()
            case _:
                pass
    return frozenset(floor)


def _ended(speech: Speech, at: datetime, *, paused: bool) -> e.SpeechEnded:
    return e.SpeechEnded(
        seat=speech.seat,
        item=speech.item or ItemId(""),
        kind=speech.kind,
        seconds=_spent(speech, at),
        paused=paused,
    )


def _spent(speech: Speech, at: datetime) -> int:
    return max(0, round((at - speech.begun).total_seconds()))


# Whose turn it is.


def speakers_list(meeting: Meeting) -> tuple[Waiting, ...]:
    """Return who waits, in the order in which they speak."""
    word = meeting.rules.word("speech.order") if meeting.rules else ""
    order = SpeechOrder(word or SpeechOrder.FIRST_COME)
    heard, listed = list(meeting.debate.groups), list[Waiting]()
    left = [
        one
        for one in meeting.debate.waiting
        if meeting.is_present(one.seat) and not meeting.is_recused(one.seat, meeting.item)
    ]
    while left:
        turn = min(left, key=lambda one: (KINDS[one.kind].rank, _turn(meeting, one, order, heard)))
        left.remove(turn)
        listed.append(turn)
        if KINDS[turn.kind].counted:
            heard.append(group_of(meeting, turn.seat))
    return tuple(listed)


def _turn(meeting: Meeting, one: Waiting, order: SpeechOrder, heard: Sequence[str]) -> float:
    """Return what decides between two who wait; the smaller speaks first, a tie as they asked."""
    group = group_of(meeting, one.seat)
    match order:
        case SpeechOrder.FIRST_COME:
            return 0
        case SpeechOrder.TIMES_SPOKEN:
            return talked(meeting, one.seat).speeches
        case SpeechOrder.GROUP_ROTATION:
            return max((n for n, spoke in enumerate(heard, 1) if spoke == group), default=0)
        case SpeechOrder.GROUP_SHARE:
            members = [s for s in meeting.voting_members() if group_of(meeting, s) == group]
            speak = [*heard[len(meeting.debate.groups) :], *_speaking_now(meeting)]
            ahead = MINUTE * speak.count(group)
            return (group_seconds(meeting, group) + ahead) / max(len(members), 1)
        case _:
            assert_never(order)


def _speaking_now(meeting: Meeting) -> list[str]:
    """Return whose members speak in the debate now: how long, is known once they have ended."""
    running = meeting.debate.speaking.values()
    return [group_of(meeting, one.seat) for one in running if KINDS[one.kind].counted]


def group_of(meeting: Meeting, seat: SeatId) -> str:
    """Return the group of ``seat``; who is in none stands alone."""
    known = meeting.seats.get(seat)
    return (known.group if known else "") or f"#{seat}"


def unheard_groups(meeting: Meeting) -> tuple[str, ...]:
    """Return the groups that wait and have not spoken on the item yet."""
    heard = set(meeting.debate.groups)
    waiting = [
        group_of(meeting, one.seat)
        for one in meeting.debate.waiting
        if one.kind is SpeechKind.DEBATE
    ]
    unheard = dict.fromkeys(group for group in waiting if group not in heard)
    return tuple(_called(meeting, group) for group in unheard)


def _called(meeting: Meeting, group: str) -> str:
    return meeting.seats[SeatId(group[1:])].name if group.startswith("#") else group


# How long.


def talked(meeting: Meeting, seat: SeatId) -> Talked:
    """Return what ``seat`` has spoken in the debate on the item that is on."""
    return meeting.debate.talked.get((meeting.item, seat), Talked())


def group_seconds(meeting: Meeting, group: str) -> int:
    """Return how long a group has spoken in the debate on the item that is on."""
    return sum(
        spoken.seconds
        for (item, seat), spoken in meeting.debate.talked.items()
        if item == meeting.item and group_of(meeting, seat) == group
    )


def item_seconds(meeting: Meeting) -> int:
    return sum(
        spoken.seconds
        for (item, _), spoken in meeting.debate.talked.items()
        if item == meeting.item
    )


def group_left(meeting: Meeting, seat: SeatId) -> int | None:
    """Return the seconds the group of ``seat`` has left on the item; None without a limit."""
    minutes = meeting.law().number("speech.group_minutes")
    if not minutes:
        return None
    return max(0, minutes * MINUTE - group_seconds(meeting, group_of(meeting, seat)))


def item_left(meeting: Meeting) -> int | None:
    """Return the seconds the debate has left; None without a limit."""
    minutes = meeting.law().number("speech.item_minutes")
    return max(0, minutes * MINUTE - item_seconds(meeting)) if minutes else None


def allowed(meeting: Meeting, seat: SeatId, kind: SpeechKind) -> int:
    """Return the seconds one speech may take; 0 without a limit."""
    line = KINDS[kind]
    minutes = meeting.law().number(line.limit) if line.limit else None
    limits = [minutes * MINUTE if minutes else None]
    if line.counted:
        limits += [group_left(meeting, seat), item_left(meeting)]
    return min((limit for limit in limits if limit is not None), default=0)


def _need_heard(meeting: Meeting, seat: SeatId, kind: SpeechKind) -> None:
    """Refuse who may not speak on the item now."""
    if meeting.item is None:
        raise Refused(r.NoItemOpen())
    if meeting.is_recused(seat, meeting.item):
        raise Refused(r.Recused(seat=seat, item=meeting.item))
    if meeting.is_silenced(seat, meeting.item):
        raise Refused(r.FloorWithdrawn(seat=seat))
    line = KINDS[kind]
    if meeting.debate_closed and not line.after_close:
        raise Refused(r.DebateOver(item=meeting.item))
    waits = Waiting(seat=seat, kind=kind) in meeting.debate.waiting
    if meeting.list_closed and line.counted and not waits:
        raise Refused(r.ListClosed(item=meeting.item))
    if kind is _QUESTION and not meeting.debate.speaking:
        raise Refused(r.NobodySpeaks())
    if line.counted:
        _need_time(meeting, seat, meeting.item)


def _need_time(meeting: Meeting, seat: SeatId, item: ItemId) -> None:
    law = meeting.law()
    most = law.number("speech.count")
    if most and talked(meeting, seat).speeches >= most:
        raise Refused(r.SpokeTooOften(seat=seat, most=most))
    if group_left(meeting, seat) == 0:
        group = _called(meeting, group_of(meeting, seat))
        minutes = law.number("speech.group_minutes") or 0
        raise Refused(r.GroupTimeUsed(group=group, minutes=minutes))
    if item_left(meeting) == 0:
        raise Refused(r.ItemTimeUsed(item=item, minutes=law.number("speech.item_minutes") or 0))


# What is remembered.


def debated(meeting: Meeting, event: e.SpeechEvent) -> Debate:
    """Return the debate after ``event``."""
    debate = meeting.debate
    match event:
        case e.FloorRequested(seat=seat, kind=kind):
            return replace(debate, waiting=(*debate.waiting, Waiting(seat=seat, kind=kind)))
        case e.FloorRequestDropped(seat=seat):
            return replace(debate, waiting=_without(debate, seat))
        case e.SpeechBegan():
            return _began(meeting, event)
        case e.SpeechExtended(seat=seat, seconds=seconds):
            speech = replace(debate.speaking[seat], seconds=seconds)
            told = debate.told - {seat}
            return replace(debate, speaking={**debate.speaking, seat: speech}, told=told)
        case e.SpeechEnded():
            return _finished(debate, event)
        case e.SpeechTimeUp(seat=seat):
            return replace(debate, told=debate.told | {seat})
        case _:
            assert_never(event)


def afresh(debate: Debate) -> Debate:
    """Return the debate as it begins on another item: what was spoken on others is kept."""
    return Debate(speaking=debate.speaking, talked=debate.talked)


def closed(debate: Debate) -> Debate:
    """Return the debate once it is closed: who may still speak stays on the list."""
    left = tuple(one for one in debate.waiting if KINDS[one.kind].after_close)
    return replace(debate, waiting=left)


def _without(debate: Debate, seat: SeatId, kind: SpeechKind | None = None) -> tuple[Waiting, ...]:
    return tuple(one for one in debate.waiting if one.seat != seat or kind not in (None, one.kind))


def _began(meeting: Meeting, event: e.SpeechBegan) -> Debate:
    debate, counted = meeting.debate, KINDS[event.kind].counted and not event.resumed
    speech = Speech(
        seat=event.seat,
        kind=event.kind,
        item=event.item,
        begun=event.begun,
        seconds=event.seconds,
    )
    key = (event.item, event.seat)
    known = debate.talked.get(key, Talked())
    more: dict[tuple[ItemId | None, SeatId], Talked] = {
        key: replace(known, speeches=known.speeches + 1)
    }
    return replace(
        debate,
        waiting=_without(debate, event.seat, event.kind),
        speaking={**debate.speaking, event.seat: speech},
        paused=None if event.resumed else debate.paused,
        told=debate.told - {event.seat},
        groups=(*debate.groups, group_of(meeting, event.seat)) if counted else debate.groups,
        talked={**debate.talked, **more} if counted else debate.talked,
    )


def _finished(debate: Debate, event: e.SpeechEnded) -> Debate:
    left = {seat: one for seat, one in debate.speaking.items() if seat != event.seat}
    paused, speech = debate.paused, debate.speaking.get(event.seat)
    if event.paused and speech:
        rest = max(1, speech.seconds - event.seconds) if speech.seconds else 0
        paused = replace(speech, seconds=rest)
    key = (event.item, event.seat)
    known = debate.talked.get(key, Talked())
    more: dict[tuple[ItemId | None, SeatId], Talked] = {
        key: replace(known, seconds=known.seconds + event.seconds)
    }
    counted = KINDS[event.kind].counted
    return replace(
        debate,
        speaking=left,
        paused=paused,
        talked={**debate.talked, **more} if counted else debate.talked,
    )
