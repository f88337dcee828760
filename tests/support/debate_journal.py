# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The sample council debates: what an evening may hold beside motions, votes and elections."""

from __future__ import annotations

from sample_journal import (
    CLERK,
    HORN,
    KAYA,
    LANGE,
    MAYOR,
    NO,
    PLAYGROUND,
    PRESENT,
    ROAD,
    ROAD_TEXT,
    YES,
    Journal,
    count,
    opening,
    planned,
)

from bot.domain import events as e
from bot.domain.debating import ProceduralEnd, ProceduralKind, SpeechKind
from bot.domain.ids import BallotId, DisturbanceId, ItemId, MotionId, ProceduralId, SeatId
from bot.domain.records import Recorded
from bot.domain.values import Channel, Sphere, Subject, SubjectKind, Sums, VoteMode


def debated() -> list[Recorded]:
    """Return a meeting with motions on its course, a secret vote and one that is taken again."""
    journal = planned()
    opening(journal)
    path = MotionId("A2")
    road, first, second = MotionId("A1"), ProceduralId("G1"), ProceduralId("G2")
    kinds = ProceduralKind
    journal.at("19:20").add(
        e.ItemCalled(item=ROAD),
        e.MotionMoved(motion=road, item=ROAD, by=MAYOR, text=ROAD_TEXT),
        e.MotionJoined(motion=road, seat=KAYA),
        e.MotionJoined(motion=road, seat=LANGE),
        e.MoverWithdrew(motion=road, seat=LANGE),
        e.CounterMotionMoved(motion=path, against=road, by=HORN, text="Ein Radweg wird gebaut."),
        e.MotionsOrdered(motion=road, order=(path, road), reason=""),
        e.MotionWithdrawn(motion=path, by=HORN),
        raised(first, kinds.CLOSE_LIST, HORN),
        e.ProceduralSpoken(motion=first, seat=HORN, against=False),
        e.ProceduralSpoken(motion=first, seat=KAYA, against=True),
        e.SpeakersListClosed(item=ROAD),
        e.ProceduralEnded(motion=first, end=ProceduralEnd.ADOPTED, reason=""),
        raised(second, kinds.SECRET_VOTE, KAYA),
        e.ProceduralSupported(motion=second, seat=LANGE),
        e.ProceduralEnded(motion=second, end=ProceduralEnd.DEMANDED, reason="§ 39 ThürKO"),
        e.VoteModeResolved(item=ROAD, mode=VoteMode.SECRET),
        e.DebateClosed(item=ROAD),
    )
    main = Subject(kind=SubjectKind.MOTION, ref=road, text=ROAD_TEXT)
    name = journal.at("19:30").open(ROAD, main, 7, VoteMode.SECRET)
    papers = Sums(yes=4, no=2, abstain=0, invalid=1, issued=7)
    journal.add(
        e.SumsEntered(ballot=name, sums=papers, by=CLERK),
        e.BallotClosed(ballot=name, result=count(dict.fromkeys(PRESENT[:4], YES), 7)),
        e.BallotVoided(ballot=name, reason="Ein Stimmzettel lag unter dem Tisch.", by=MAYOR),
    )
    again = journal.open(ROAD, main, 7, VoteMode.OPEN)
    return journal.add(
        e.VoteCast(ballot=again, seat=HORN, choice=NO, channel=Channel.TEXT),
        e.VoteRetracted(ballot=again, seat=HORN),
        e.SumsEntered(ballot=again, sums=Sums(yes=5, no=2, abstain=0), by=CLERK),
        e.BallotClosed(ballot=again, result=count(dict.fromkeys(PRESENT[:5], YES), 7)),
        e.ItemsPostponed(items=(PLAYGROUND,), note="Vertagung aller weiteren Punkte"),
    ).records


def raised(
    motion: ProceduralId,
    kind: ProceduralKind,
    seat: SeatId,
    *,
    item: ItemId | None = ROAD,
    number: int = 0,
    text: str = "",
) -> e.ProceduralRaised:
    return e.ProceduralRaised(
        motion=motion, kind=kind, by=seat, item=item, number=number, text=text
    )


def spoken() -> list[Recorded]:
    """Return a meeting with a speakers' list, a question interposed, and a speech too long."""
    journal = planned()
    opening(journal)
    debate, question = SpeechKind.DEBATE, SpeechKind.QUESTION
    journal.at("19:20").add(
        e.ItemCalled(item=ROAD),
        e.FloorRequested(seat=KAYA, kind=debate),
        e.FloorRequested(seat=HORN, kind=debate),
        e.FloorRequestDropped(seat=HORN, by=HORN),
        e.FloorGiven(seat=KAYA, by=MAYOR),
        began(KAYA, debate, journal, 120),
    )
    journal.at("19:21").add(
        e.SpeechEnded(seat=KAYA, item=ROAD, kind=debate, seconds=60, paused=True),
        began(HORN, question, journal),
    )
    journal.at("19:22").add(
        began(KAYA, debate, journal, 60, resumed=True),
        e.SpeechEnded(seat=HORN, item=ROAD, kind=question, seconds=60, paused=False),
    )
    return (
        journal.at("19:24")
        .add(
            e.SpeechTimeUp(seat=KAYA),
            e.SpeechExtended(seat=KAYA, by=MAYOR, seconds=240),
            e.FloorTaken(seat=KAYA, by=MAYOR),
            e.SpeechEnded(seat=KAYA, item=ROAD, kind=debate, seconds=120, paused=False),
        )
        .records
    )


def began(
    seat: SeatId, kind: SpeechKind, journal: Journal, seconds: int = 0, *, resumed: bool = False
) -> e.SpeechBegan:
    return e.SpeechBegan(
        seat=seat, kind=kind, item=ROAD, begun=journal.now, seconds=seconds, resumed=resumed
    )


def disturbed() -> list[Recorded]:
    """Return a meeting with a disturbance in the municipality's sphere."""
    journal = planned()
    opening(journal)
    first = DisturbanceId("S1")
    journal.at("19:20").add(
        e.ItemCalled(item=ROAD),
        e.DisturbanceReported(disturbance=first, seat=KAYA, what="Kein Ton.", second_channel=True),
    )
    journal.at("19:22").add(
        e.DisturbanceJudged(disturbance=first, sphere=Sphere.MUNICIPAL, reason="Saalmikrofon")
    )
    over = e.DisturbanceEnded(disturbance=first, by=CLERK, to_repeat=(BallotId("V1"),))
    journal.at("19:25").add(
        e.PublicExcluded(by=CLERK),
        e.AloneConfirmed(seat=KAYA, by=KAYA),
        e.PublicRestored(by=CLERK),
    )
    return journal.at("19:30").add(over).records
