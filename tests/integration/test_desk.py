# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The desk: written down before anything follows, and the same after every restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sample_events import SIGNER
from sample_journal import CLERK, HORN, MAYOR, RULES, SEATS, planned

from bot import faults
from bot.body import rules_of
from bot.council import load_council
from bot.desk import Desk
from bot.domain import commands as c
from bot.domain import events as e
from bot.domain.ids import BodyId, CirculationId, Key, MeetingId
from bot.domain.refusals import MeetingExists, NoMeeting, Refused
from bot.domain.values import BodyKind, Choice, Format, Language, Phase
from bot.store import OPERATOR, Codec, DiskFull, Journal, Origin, Via

NOW = planned().now
SAMPLE = Path(__file__).parents[2] / "bot" / "play" / "sample" / "council.toml"
FIRST, SECOND = MeetingId("2026-01"), MeetingId("2026-02")


@asynccontextmanager
async def desk_at(path: Path) -> AsyncIterator[Desk]:
    async with await Journal.open(
        str(path / "journal.db"), codec=Codec[e.Event](e.Event), signer=SIGNER
    ) as journal:
        desk = Desk(journal, BodyId("rat"), lambda: NOW)
        await desk.open()
        yield desk


def establish() -> c.EstablishBody:
    return c.EstablishBody(
        by=c.OPERATOR,
        at=NOW,
        body=BodyId("rat"),
        name="Gemeinderat",
        municipality="Altenrode",
        kind=BodyKind.COUNCIL,
        land="th",
        statutory_members=9,
        language=Language.DE,
        time_zone="Europe/Berlin",
        journal_key=Key("00" * 32),
        seats=SEATS,
    )


def plan(meeting: MeetingId, days: int) -> c.PlanMeeting:
    return c.PlanMeeting(
        by=MAYOR,
        at=NOW,
        meeting=meeting,
        body=BodyId("rat"),
        body_name="Gemeinderat",
        municipality="Altenrode",
        kind=BodyKind.COUNCIL,
        statutory_members=9,
        title=f"Sitzung {meeting}",
        starts=NOW + timedelta(days=days),
        place="Rathaus",
        format=Format.PRESENCE,
        language=Language.DE,
        time_zone="Europe/Berlin",
        rules=RULES,
        seats=SEATS,
        marks=(),
    )


async def begun(desk: Desk) -> None:
    await desk.submit(establish(), OPERATOR)
    await desk.submit(plan(SECOND, 40), OPERATOR)
    await desk.submit(plan(FIRST, 20), OPERATOR)


async def test_a_restart_gives_the_same_state_and_owes_the_same(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await begun(desk)
        before = (desk.body, desk.meetings, desk.owed.qsize())
        assert before[2] > 0
    async with desk_at(tmp_path) as desk:
        assert (desk.body, desk.meetings, desk.owed.qsize()) == before


async def test_what_is_done_is_not_owed_again(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await begun(desk)
        await desk.journal.advance("rat", desk.head(None))
        await desk.journal.advance(f"rat/{FIRST}", desk.head(FIRST))
    async with desk_at(tmp_path) as desk:
        owed = {desk.owed.get_nowait().meeting for _ in range(desk.owed.qsize())}
        assert owed == {SECOND}


async def test_a_refused_command_writes_nothing(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await begun(desk)
        head = desk.head(FIRST)
        with pytest.raises(Refused) as refused:
            await desk.submit(plan(FIRST, 25), OPERATOR)
        assert isinstance(refused.value.reason, MeetingExists)
        assert desk.head(FIRST) == head


async def test_without_a_meeting_there_is_none_to_act_on(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await desk.submit(establish(), OPERATOR)
        assert desk.current() is None
        with pytest.raises(Refused) as refused:
            await desk.submit(c.OpenMeeting(by=MAYOR, at=NOW), OPERATOR)
        assert isinstance(refused.value.reason, NoMeeting)


async def test_commands_go_to_the_next_meeting_unless_another_is_chosen(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await begun(desk)
        current = desk.current()
        assert current is not None
        assert current.id == FIRST
        desk.selected = SECOND
        chosen = desk.current()
        assert chosen is not None
        assert chosen.id == SECOND


async def test_a_changed_roster_reaches_every_meeting_that_is_not_over(tmp_path: Path) -> None:
    async with desk_at(tmp_path) as desk:
        await begun(desk)
        cancel = c.CancelMeeting(by=MAYOR, at=NOW, reason="Eis")
        await desk.submit(cancel, OPERATOR, meeting=SECOND)
        await desk.submit(c.VacateSeat(by=CLERK, at=NOW, seat=HORN, reason="Umzug"), OPERATOR)
        assert HORN not in desk.meetings[FIRST].seats
        assert HORN in desk.meetings[SECOND].seats
        assert desk.meetings[SECOND].phase is Phase.CANCELLED


async def test_many_at_once_are_judged_one_after_the_other(tmp_path: Path) -> None:
    """Given fifty at the counter at the same time, each gets its own place in the journal."""
    async with desk_at(tmp_path) as desk:
        await begun(desk)
        await asyncio.gather(
            *(
                desk.submit(
                    c.AddAgendaItem(by=CLERK, at=NOW, title=f"Punkt {n}"), OPERATOR, meeting=FIRST
                )
                for n in range(50)
            )
        )
        agenda = desk.meetings[FIRST].agenda
        assert len({item.id for item in agenda}) == len(agenda) == 50


async def test_while_the_journal_gathers_what_was_decided_counts_but_nothing_follows_yet(
    tmp_path: Path,
) -> None:
    async with desk_at(tmp_path) as desk:
        await desk.submit(establish(), OPERATOR)
        owed, told = desk.owed.qsize(), 0

        def changed() -> None:
            nonlocal told
            told += 1

        desk.changed = changed
        async with desk.journal.gathering():
            await desk.submit(plan(FIRST, 20), OPERATOR)
            assert FIRST in desk.meetings
            assert (desk.owed.qsize(), told) == (owed, 0)
            await desk.submit(plan(SECOND, 40), OPERATOR)
        entries = desk.head(FIRST) + desk.head(SECOND)
        assert (desk.owed.qsize(), told) == (owed + entries, entries)
        before = (desk.body, desk.meetings, desk.owed.qsize())
    async with desk_at(tmp_path) as desk:
        assert (desk.body, desk.meetings, desk.owed.qsize()) == before


async def test_what_the_disk_did_not_take_was_never_decided(tmp_path: Path) -> None:
    def full(point: str) -> None:
        if point == f"{faults.APPEND}.before_commit":
            raise DiskFull("played")

    async with desk_at(tmp_path) as desk:
        await desk.submit(establish(), OPERATOR)
        before = desk.bookmark()
        owed = desk.owed.qsize()

        async def batch() -> None:
            async with desk.journal.gathering():
                await desk.submit(plan(FIRST, 20), OPERATOR)
                await desk.submit(plan(SECOND, 40), OPERATOR)

        with faults.installed(full), pytest.raises(DiskFull):
            await batch()
        assert desk.bookmark() == before
        assert desk.owed.qsize() == owed
        async with desk.journal.gathering():
            await desk.submit(plan(FIRST, 20), OPERATOR)
        assert [meeting.id for meeting in desk.meetings.values()] == [FIRST]
        assert desk.owed.qsize() == owed + desk.head(FIRST)


async def test_by_which_words_a_member_answered_between_meetings_outlives_a_restart(
    tmp_path: Path,
) -> None:
    """Given two answers of one member, the last is what a page takes for its receipt."""
    umlauf = CirculationId("U1")
    steps: tuple[tuple[c.Command, str], ...] = (
        (
            c.MoveCirculation(
                by=MAYOR,
                at=NOW,
                title="Notstrom",
                text="Ein Gerät.",
                reason="Flut",
                public=True,
                for_group=False,
            ),
            "$moved",
        ),
        (
            c.OpenCirculation(
                by=CLERK,
                at=NOW,
                circulation=umlauf,
                until=NOW + timedelta(days=1),
                announced="Schaukasten",
            ),
            "$opened",
        ),
        *(
            (
                c.AnswerCirculation(by=HORN, at=NOW, circulation=umlauf, seat=HORN, choice=choice),
                f"${choice}",
            )
            for choice in (Choice.NO, Choice.YES)
        ),
    )
    async with desk_at(tmp_path) as desk:
        desk.rules_for = partial(rules_of, load_council(SAMPLE))
        await desk.submit(establish(), OPERATOR)
        for command, event in steps:
            origin = Origin(via=Via.MATRIX, event=event, room="!saal", sender="@x:y")
            await desk.submit(command, origin)
        assert desk.answers == {umlauf: {HORN: "$yes"}}
    async with desk_at(tmp_path) as desk:
        assert desk.answers == {umlauf: {HORN: "$yes"}}
