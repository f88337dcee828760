# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is over its period of retention, and what never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sample_journal import RULES, aftermath, evening

from bot.domain.ids import BodyId
from bot.domain.roster import Body
from bot.retention import ATTACHMENTS, DRAFTS, expired
from bot.yearbook import Shelf

RECORDS = evening()
PERIODS = replace(RULES, values={DRAFTS: 30, ATTACHMENTS: 10})
LAST = RECORDS[-1].at


def found(folder: Path, days: int, records: list = RECORDS) -> list[str]:  # type: ignore[type-arg]
    known = Shelf(body=Body(id=BodyId("rat")), meetings={"2026-07": records})
    now = records[-1].at + timedelta(days=days, seconds=1)
    return [one.path for one in expired(folder, known, PERIODS, now)]


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_a_draft_goes_so_many_days_after_its_minutes_were_approved(tmp_path: Path) -> None:
    papers = "papers/rat/2026-07"
    draft, final = (
        f"{papers}/niederschrift-entwurf-2026-07-9.pdf",
        f"{papers}/niederschrift-2026-07-9.pdf",
    )
    lay(tmp_path, draft, final)
    assert found(tmp_path, 29) == []
    assert found(tmp_path, 30) == [draft]
    assert found(tmp_path, 900, RECORDS[:-1]) == []  # never approved


def test_a_paper_on_an_item_goes_once_no_open_meeting_uses_it(tmp_path: Path) -> None:
    records = aftermath()
    files = [f"attachments/rat/{letter * 64}" for letter in "ab"]
    lay(tmp_path, *files)
    assert found(tmp_path, 9, records) == []
    assert found(tmp_path, 10, records) == files
    running = records[: len(records) // 3]
    assert found(tmp_path, 900, running) == []
