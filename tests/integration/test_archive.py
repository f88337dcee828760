# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Papers from a real journal: kept privately, the same bytes every time, each under its name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from circulation_samples import MOVED, OPENED, SIGNED, U1
from council import BEFORE, BODY, CLERK, DECIDED_URGENTLY, VOTERS
from papers import LETTERHEAD
from sample_events import SIGNER
from sample_journal import aftermath, evening
from scenario import Given

from bot.archive import Archive
from bot.domain.circulated import Reply
from bot.domain.circulation import due
from bot.domain.events import Event, ExtractIssued, UrgentDecisionTaken, UrgentExtractIssued
from bot.domain.events.circulation import CirculationAnswered, CirculationExtractIssued
from bot.domain.ids import MeetingId
from bot.domain.values import Choice
from bot.editions import stamped
from bot.effects import Paper, Place, Publish
from bot.papercheck import Papers
from bot.store import TIMER, Codec, Journal, NewEntry

MEETING = MeetingId("2026-07")
SECRET = "Familie Sommer"


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    records = evening()
    async with await Journal.open(
        str(tmp_path / "journal.db"), codec=Codec[Event](Event), signer=SIGNER
    ) as journal:
        batch: list[NewEntry[Event]] = [
            NewEntry(stream=f"rat/{MEETING}", event=r.event, at=r.at, origin=TIMER) for r in records
        ]
        await journal.append(batch)
        yield Archive(journal=journal, body="rat", folder=tmp_path, letterhead=lambda: LETTERHEAD)


def wanted(paper: Paper, *, public: bool, through: int) -> Publish:
    return Publish(place=Place.OFFICE, paper=paper, through=through, public=public)


async def page(archive: Archive, publish: Publish) -> str:
    sheet = await archive.make(MEETING, publish)
    assert sheet.data.startswith(b"%PDF")
    return archive.path(MEETING, sheet.name.replace(".pdf", ".html")).read_text(encoding="utf-8")


async def test_the_notice_hides_what_the_letter_names(archive: Archive) -> None:
    """Given the invitation's entry, two papers of different names hold different things."""
    through = next(
        n for n, r in enumerate(evening(), 1) if type(r.event).__name__ == "InvitationSent"
    )
    notice = await page(archive, wanted(Paper.INVITATION, public=True, through=through))
    letter = await page(archive, wanted(Paper.INVITATION, public=False, through=through))
    assert SECRET not in notice
    assert SECRET in letter


async def test_the_public_minutes_hide_the_non_public_part(archive: Archive) -> None:
    last = len(evening())
    assert SECRET not in await page(archive, wanted(Paper.MINUTES, public=True, through=last))
    assert SECRET in await page(archive, wanted(Paper.MINUTES, public=False, through=last))


async def test_a_paper_made_twice_is_the_same_and_readable_by_its_owner_alone(
    archive: Archive,
) -> None:
    publish = wanted(Paper.DRAFT, public=True, through=len(evening()))
    first, second = [await archive.make(MEETING, publish) for _ in range(2)]
    assert first == second
    assert archive.path(MEETING, first.name).stat().st_mode & 0o777 == 0o600


async def test_a_look_at_the_minutes_keeps_nothing(archive: Archive) -> None:
    sheet = await archive.minutes_now(MEETING)
    assert sheet.data.startswith(b"%PDF")
    assert not archive.path(MEETING, sheet.name).exists()


async def test_an_extract_is_kept_under_its_ballot_and_made_again_by_the_check(
    archive: Archive, tmp_path: Path
) -> None:
    """Given a journal with an extract, the papers check makes the same bytes from it."""
    records = aftermath()
    issued = next(r for r in records if isinstance(r.event, ExtractIssued))
    assert isinstance(issued.event, ExtractIssued)
    folder = tmp_path / "again"
    async with await Journal.open(
        str(tmp_path / "again.db"), codec=Codec[Event](Event), signer=SIGNER
    ) as journal:
        await journal.append(
            [
                NewEntry(stream=f"rat/{MEETING}", event=r.event, at=r.at, origin=TIMER)
                for r in records
            ]
        )
        keeper = Archive(journal=journal, body="rat", folder=folder, letterhead=lambda: LETTERHEAD)
        publish = Publish(
            place=Place.OFFICE,
            paper=Paper.EXTRACT,
            through=issued.seq,
            ballot=issued.event.ballot,
        )
        sheet = await keeper.make(MEETING, publish)
        assert sheet.name.startswith(f"beschlussausfertigung-{MEETING}-{issued.event.ballot}-")
        check = Papers(folder)
        async for entry in journal.read(f"rat/{MEETING}"):
            check.entry(entry)
        assert check.finish() is None
        assert check.followed == 1


async def test_an_extract_of_an_urgent_decision_follows_from_the_stream_of_the_body(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "body"
    events = [
        *BODY,
        UrgentDecisionTaken(decision=DECIDED_URGENTLY, entered_by=CLERK),
        UrgentExtractIssued(decision=DECIDED_URGENTLY.id, number="D1/2026", by=CLERK),
    ]
    async with await Journal.open(
        str(tmp_path / "body.db"), codec=Codec[Event](Event), signer=SIGNER
    ) as journal:
        await journal.append(
            [NewEntry(stream="rat", event=stamped(one), at=BEFORE, origin=TIMER) for one in events]
        )
        keeper = Archive(journal=journal, body="rat", folder=folder, letterhead=lambda: LETTERHEAD)
        publish = Publish(
            place=Place.OFFICE,
            paper=Paper.EXTRACT,
            through=len(events),
            decision=DECIDED_URGENTLY.id,
        )
        sheet = await keeper.make(None, publish)
        assert sheet.name == f"beschlussausfertigung-D1-{len(events)}.pdf"
        check = Papers(folder)
        async for entry in journal.read("rat"):
            check.entry(entry)
        assert check.finish() is None
        assert check.followed == 1
        (kept,) = (folder / "papers" / "rat").glob("*.html")
        kept.write_text(kept.read_text().replace("gemietet", "gekauft"))
        assert check.finish() is not None
        kept.rename(kept.with_name("beschlussausfertigung-D9-1.html"))
        found = check.finish()
        assert found is not None
        assert "no entry tells of" in found.found


async def test_an_extract_of_a_decision_between_meetings_follows_from_the_stream_of_the_body(
    tmp_path: Path,
) -> None:
    votes = [
        CirculationAnswered(circulation=U1, reply=Reply(seat=seat, agrees=True, choice=Choice.YES))
        for seat in VOTERS
    ]
    asked = Given(*BODY, MOVED, SIGNED, OPENED, *votes)
    (end,) = due(asked.body, OPENED.until)
    issued = CirculationExtractIssued(circulation=U1, number="1/2026", by=CLERK)
    events = [*asked.when(end).accepted().happened, issued]
    async with await Journal.open(
        str(tmp_path / "body.db"), codec=Codec[Event](Event), signer=SIGNER
    ) as journal:
        await journal.append(
            [NewEntry(stream="rat", event=stamped(one), at=BEFORE, origin=TIMER) for one in events]
        )
        folder = tmp_path / "body"
        keeper = Archive(journal=journal, body="rat", folder=folder, letterhead=lambda: LETTERHEAD)
        publish = Publish(
            place=Place.OFFICE, paper=Paper.EXTRACT, through=len(events), circulation=U1
        )
        sheet = await keeper.make(None, publish)
        assert sheet.name == f"beschlussausfertigung-U1-{len(events)}.pdf"
        check = Papers(folder)
        async for entry in journal.read("rat"):
            check.entry(entry)
        assert check.finish() is None
        assert check.followed == 1
        (kept,) = (folder / "papers" / "rat").glob("*.html")
        kept.write_text(kept.read_text().replace(MOVED.title, "Anderes"))
        assert check.finish() is not None
