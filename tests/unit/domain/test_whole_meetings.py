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
from bot.domain.decide import decide_meeting
from bot.domain.evolve import evolve, replay
from bot.domain.ids import BallotId, ItemId, MotionId, SeatId
from bot.domain.meeting import Meeting
from bot.domain.minutes import minutes, missing
from bot.domain.records import Recorded
from bot.domain.refusals import Refused
from bot.domain.values import Channel, Choice, Mode, Subject, SubjectKind, Undecided, VoteMode
from bot.domain.votes import electorate, in_electorate

REASONS = st.sampled_from(["", " ", "Urlaub"])
CHOICES = st.dictionaries(st.sampled_from(VOTERS), st.sampled_from(Choice))
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
                counted = frozenset(ballot.votes)
                assert not any(self.meeting.is_recused(seat, ballot.item) for seat in counted)
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
        led.ask(c.DeclareRecusal(by=moved, at=NOW, seat=moved))
        led.ask(c.CastVote(by=moved, at=NOW, seat=moved, choice=Choice.YES, channel=Channel.TEXT))
    gone = draw(st.sampled_from([None, *VOTERS[1:]]))
    if gone:
        led.ask(c.ReportLeft(by=gone, at=NOW, seat=gone, reason=""))
    led.ask(c.CloseBallot(by=MAYOR, at=NOW))


def treated(draw: st.DrawFn, led: Led, item: ItemId) -> None:
    if not led.ask(c.CallItem(by=MAYOR, at=NOW, item=item)):
        return
    match draw(st.sampled_from(["nothing", "vote", "motion", "repeat"])):
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
        assert told.yes + told.no + told.abstain == len(counted) <= told.entitled
        assert told.entitled <= len(VOTERS)
    assert replay(led.journal) == led.meeting
