# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whole meetings, drawn by lot: what was signed is complete, what was counted was entitled.

`test_decide.AnyMeeting` says anything in any order and seldom comes to an end; here each meeting is
led to its end, and what happens on the way is drawn.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from council import BEFORE, CLERK, MAYOR, NOW, PLAN, VOTERS
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.concerned import concerned_by
from bot.domain.debating import ProceduralKind
from bot.domain.decide import decide_meeting
from bot.domain.electing import Election, Votes
from bot.domain.evolve import evolve, replay
from bot.domain.ids import BallotId, ItemId, MotionId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.minutes import minutes, missing
from bot.domain.procedural import in_order
from bot.domain.records import Recorded
from bot.domain.refusals import Refused
from bot.domain.values import Channel, Choice, Mode, Subject, SubjectKind, Sums, Undecided, VoteMode
from bot.domain.votes import electorate, in_electorate

REASONS = st.sampled_from(["", " ", "Urlaub"])
CHOICES = st.dictionaries(st.sampled_from(VOTERS), st.sampled_from(Choice))
WAYS = ["nothing", "vote", "motion", "repeat", "election", "order", "off"]
MODES = st.sampled_from([VoteMode.OPEN, VoteMode.RECORDED])


@dataclass(slots=True)
class Led:
    """A meeting and its journal; a refusal changes nothing, as in the rooms."""

    journal: list[e.MeetingEvent] = field(default_factory=list)
    meeting: Meeting = field(default_factory=Meeting)
    refused: Counter[str] = field(default_factory=Counter)
    electorates: list[tuple[frozenset[SeatId], e.BallotClosed]] = field(default_factory=list)

    def ask(self, command: c.MeetingCommand) -> bool:
        try:
            events = decide_meeting(self.meeting, command)
        except Refused as refused:
            self.refused[type(refused.reason).__name__] += 1
            return False
        for happened in events:
            if isinstance(happened, e.BallotClosed):
                ballot = self.meeting.ballots[happened.ballot]
                counted, about = frozenset(ballot.votes), concerned_by(self.meeting, ballot)
                assert not any(about and self.meeting.is_recused(seat, about) for seat in counted)
                assert counted <= electorate(self.meeting, ballot)
                self.electorates.append((counted, happened))
            self.journal.append(happened)
            self.meeting = evolve(self.meeting, happened)
        if now_open := self.meeting.open_ballot():
            known = self.meeting
            each = {seat for seat in known.seats if in_electorate(known, now_open, seat)}
            assert each == electorate(known, now_open)
        return True

    def gaps(self) -> tuple[object, ...]:
        told = enumerate(self.journal, start=1)
        return missing(minutes([Recorded(seq=n, at=NOW, event=event) for n, event in told]))


def begun(draw: st.DrawFn, led: Led, items: int) -> None:
    """Plan, invite, open and call the roll, or leave one of it out."""
    led.ask(PLAN)
    for n in range(items):
        text = draw(st.sampled_from(["", "Es wird gebaut."]))
        led.ask(c.AddAgendaItem(by=MAYOR, at=BEFORE, title=f"Punkt {n}", text=text))
    led.ask(c.SendInvitation(by=MAYOR, at=BEFORE))
    led.ask(c.OpenMeeting(by=MAYOR, at=NOW))
    if draw(st.integers(0, 9)):
        led.ask(c.StartRollCall(by=MAYOR, at=NOW))
        for seat in draw(st.sets(st.sampled_from(VOTERS), min_size=4)) | {MAYOR}:
            led.ask(
                c.ReportPresent(by=seat, at=NOW, seat=seat, mode=Mode.HALL, channel=Channel.TEXT)
            )
        led.ask(c.CloseRollCall(by=MAYOR, at=NOW))


def voted(draw: st.DrawFn, led: Led, subject: Subject) -> None:
    """Vote, while people come, go, and turn out to be biased."""
    if not led.ask(c.OpenBallot(by=MAYOR, at=NOW, subject=subject, mode=draw(MODES))):
        return
    for seat, choice in draw(CHOICES).items():
        led.ask(c.CastVote(by=seat, at=NOW, seat=seat, choice=choice, channel=Channel.TEXT))
    moved = draw(st.sampled_from([None, *VOTERS[1:]]))
    if moved:
        biased = draw(st.sampled_from([None, *(known.id for known in led.meeting.agenda)]))
        led.ask(c.DeclareRecusal(by=moved, at=NOW, seat=moved, item=biased))
        led.ask(c.CastVote(by=moved, at=NOW, seat=moved, choice=Choice.YES, channel=Channel.TEXT))
    gone = draw(st.sampled_from([None, *VOTERS[1:]]))
    if gone:
        led.ask(c.ReportLeft(by=gone, at=NOW, seat=gone, reason=""))
    if draw(st.booleans()):
        sums = Sums(yes=draw(st.integers(0, 9)), no=draw(st.integers(0, 3)), abstain=0)
        led.ask(c.EnterSums(by=MAYOR, at=NOW, sums=sums))
    led.ask(c.CloseBallot(by=MAYOR, at=NOW))


def elected(draw: st.DrawFn, led: Led) -> None:
    """Elect somebody, in rounds that are counted, declared void, drawn by lot or broken off."""
    led.ask(c.OpenElection(by=MAYOR, at=NOW, office="Schriftführung"))
    for name in draw(st.lists(st.sampled_from(["Anna Alt", "Ben Bach", "Cem Can"]), unique=True)):
        led.ask(c.Nominate(by=VOTERS[2], at=NOW, candidate=name, seat=VOTERS[2]))
    for _ in range(draw(st.integers(0, 3))):
        led.ask(c.OpenRound(by=MAYOR, at=NOW))
        for known in [each for each in led.meeting.elections.values() if each.running]:
            counted(draw, led, known)
        for name in [name for each in led.meeting.elections.values() for name in each.tied][:1]:
            led.ask(c.DrawLot(by=MAYOR, at=NOW, candidate=name))
    match draw(st.sampled_from(["nothing", "accept", "decline", "void", "break off"])):
        case "accept" | "decline" as answer:
            led.ask(c.AnswerElection(by=MAYOR, at=NOW, accepted=answer == "accept"))
        case "void":
            led.ask(c.VoidRound(by=MAYOR, at=NOW, reason="Ein Name fehlte."))
        case "break off":
            led.ask(c.BreakOffElection(by=MAYOR, at=NOW, reason="Niemand nimmt an."))
        case _:
            pass


def counted(draw: st.DrawFn, led: Led, election: Election) -> None:
    """Enter a count, now and then of more papers than there can be."""
    candidates = election.running.candidates if election.running else ()
    papers = [draw(st.integers(0, 5)) for _ in candidates]
    votes = tuple(
        Votes(candidate=name, papers=n) for name, n in zip(candidates, papers, strict=True)
    )
    against = draw(st.integers(0, 5)) if len(candidates) == 1 else 0
    led.ask(c.CountRound(by=MAYOR, at=NOW, votes=votes, against=against))


def ordered(draw: st.DrawFn, led: Led, item: ItemId) -> None:
    """Move on the course of business, and have it voted on, withdrawn or ruled out."""
    mover, kind = draw(st.sampled_from(VOTERS)), draw(st.sampled_from(ProceduralKind))
    about = draw(st.sampled_from([None, item, *(known.id for known in led.meeting.agenda)]))
    moved = c.RaiseProcedural(
        by=mover,
        at=NOW,
        seat=mover,
        kind=kind,
        item=about,
        number=draw(st.integers(0, 4)),
        text="A1",
    )
    if not led.ask(moved):
        return
    for known in in_order(led.meeting)[:1]:
        voted(draw, led, Subject(kind=SubjectKind.PROCEDURE, ref=known.id))
    led.ask(c.BreakOffBallot(by=MAYOR, at=NOW, reason=Undecided.CHAIR))
    while led.ask(c.RuleOutProcedural(by=MAYOR, at=NOW, reason="Es ist schon spät.")):
        pass
    led.ask(c.ResumeMeeting(by=MAYOR, at=NOW))


def in_one(draw: st.DrawFn, led: Led) -> None:
    """Decide several items in one vote, and perhaps declare it void."""
    items = tuple(draw(st.permutations([known.id for known in led.meeting.agenda]))[:2])
    if led.ask(c.OpenBlock(by=MAYOR, at=NOW, items=items)):
        for seat, choice in draw(CHOICES).items():
            led.ask(c.CastVote(by=seat, at=NOW, seat=seat, choice=choice, channel=Channel.TEXT))
        block = led.meeting.ballot
        led.ask(c.CloseBallot(by=MAYOR, at=NOW))
        if block and draw(st.booleans()):
            led.ask(c.RepeatBallot(by=MAYOR, at=NOW, ballot=block, reason="Zählfehler"))


def treated(draw: st.DrawFn, led: Led, item: ItemId) -> None:
    if not led.ask(c.CallItem(by=MAYOR, at=NOW, item=item)):
        return
    match draw(st.sampled_from(WAYS)):
        case "election":
            elected(draw, led)
        case "order":
            ordered(draw, led, item)
        case "off":
            wanted = draw(st.sampled_from([known.id for known in led.meeting.agenda]))
            voted(draw, led, Subject(kind=SubjectKind.REMOVE_ITEM, ref=wanted))
        case "vote" | "repeat" as what:
            pause = Subject(kind=SubjectKind.PROCEDURE, text="Schluss der Debatte")
            voted(draw, led, pause)
            if what == "repeat":
                last = BallotId(f"V{len(led.meeting.ballots)}")
                led.ask(c.RepeatBallot(by=MAYOR, at=NOW, ballot=last, reason="Zählfehler"))
        case "motion":
            for motion in [m.id for m in led.meeting.motions_on(item)] or [MotionId("A9")]:
                voted(draw, led, Subject(kind=SubjectKind.MOTION, ref=motion))
        case _:
            pass
    led.ask(c.BreakOffBallot(by=MAYOR, at=NOW, reason=Undecided.CHAIR))
    led.ask(c.CloseItem(by=MAYOR, at=NOW, note=draw(REASONS), postponed=draw(st.booleans())))


@st.composite
def meetings(draw: st.DrawFn) -> Led:
    led, items, diligent = Led(), draw(st.integers(1, 3)), draw(st.booleans())
    begun(draw, led, items)
    for known in led.meeting.agenda:
        if draw(st.integers(0, 4)):
            treated(draw, led, known.id)
        if not draw(st.integers(0, 6)):
            in_one(draw, led)
    for seat in VOTERS:
        reason = "Urlaub" if diligent else draw(REASONS)
        led.ask(c.RecordAbsence(by=MAYOR, at=NOW, seat=seat, reason=reason))
    led.ask(c.CloseMeeting(by=MAYOR, at=NOW))
    led.ask(c.DraftMinutes(by=CLERK, at=NOW))
    return led


@given(led=meetings())
@settings(max_examples=120, deadline=None)
def test_minutes_hold_every_field_the_law_names_or_nobody_can_sign_them(led: Led) -> None:
    """§ 42 (1) ThürKO. Who signs puts a name under the whole of it."""
    by_chair = led.ask(c.SignMinutes(by=MAYOR, at=NOW))
    by_clerk = led.ask(c.SignMinutes(by=CLERK, at=NOW))
    assert by_chair == by_clerk
    event(f"signed: {by_chair}")
    gaps = led.gaps()
    assert by_chair == (not gaps), (gaps, led.refused)


@given(led=meetings())
@settings(max_examples=120, deadline=None)
def test_nobody_is_counted_who_was_not_entitled_and_the_sums_add_up(led: Led) -> None:
    for counted, closed in led.electorates:
        told = closed.result
        assert len(counted) <= told.yes + told.no + told.abstain <= told.entitled
        assert told.entitled <= len(VOTERS)
    assert replay(led.journal) == led.meeting
