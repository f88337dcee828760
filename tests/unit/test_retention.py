# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is over its period of retention, and what never is."""

from __future__ import annotations

import errno
import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sample_journal import RULES, aftermath, evening

from bot.domain.ids import BodyId
from bot.domain.roster import Body
from bot.retention import ATTACHMENTS, DRAFTS, EXPORTS, Expired, delete, expired
from bot.yearbook import Shelf

RECORDS = evening()
PERIODS = replace(RULES, values={DRAFTS: 30, ATTACHMENTS: 10, EXPORTS: 7})
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


NOW = datetime(2027, 5, 1, tzinfo=UTC)


def exports(folder: Path) -> tuple[Expired, ...]:
    return expired(folder, Shelf(body=Body(id=BodyId("rat")), meetings={}), PERIODS, NOW)


def link(folder: Path, name: str, to: Path) -> Path:
    """Lay a link among the exports, older than their period."""
    path = folder / "export" / "rat" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(to)
    old = (NOW - timedelta(days=8)).timestamp()
    os.utime(path, (old, old), follow_symlinks=False)
    return path


def told(report: Path) -> dict[str, object]:
    return json.loads(report.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_a_link_among_the_exports_that_leads_nowhere_goes_like_any_other_export(
    tmp_path: Path,
) -> None:
    dangling = link(tmp_path, "2026-07-1", tmp_path / "nowhere")
    (one,) = exports(tmp_path)
    report = delete(tmp_path, (one,), "rat", NOW)
    assert (report.deleted, report.failed) == (1, {})
    assert not dangling.is_symlink()


def test_a_link_to_a_folder_goes_itself_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    lay(tmp_path, "elsewhere/kept.txt")
    away = link(tmp_path, "2026-07-1", tmp_path / "elsewhere")
    assert delete(tmp_path, exports(tmp_path), "rat", NOW).failed == {}
    assert not away.is_symlink()
    assert (tmp_path / "elsewhere" / "kept.txt").exists()


def test_what_is_going_to_go_stands_in_the_report_before_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given the machine dies while the second of two exports is deleted, the report names both."""
    for name in ("2026-07-1", "2026-07-2"):
        link(tmp_path, name, tmp_path)
    found, gone = exports(tmp_path), Path.unlink

    def dies(path: Path, missing_ok: bool = False) -> None:
        if path.name == "2026-07-2":
            raise KeyboardInterrupt
        gone(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", dies)
    with pytest.raises(KeyboardInterrupt):
        delete(tmp_path, found, "rat", NOW)
    (report,) = (tmp_path / "retention").glob("*.json")
    kept = told(report)
    assert kept["finished"] is False
    assert [one["path"] for one in kept["due"]] == [one.path for one in found]  # type: ignore[attr-defined]
    assert "deleted" not in kept


def test_what_cannot_be_deleted_keeps_nothing_else_from_going_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, "export/rat/2026-07-1/x.txt", "export/rat/2026-07-2/x.txt")
    old = (NOW - timedelta(days=8)).timestamp()
    for one in (tmp_path / "export" / "rat").iterdir():
        os.utime(one, (old, old))
    removed = shutil.rmtree

    def refuses(path: Path) -> None:
        if path.name == "2026-07-1":
            raise OSError(errno.EROFS, "Read-only file system")
        removed(path)

    monkeypatch.setattr(shutil, "rmtree", refuses)
    report = delete(tmp_path, exports(tmp_path), "rat", NOW)
    assert report.failed == {"export/rat/2026-07-1": "Read-only file system"}
    kept = told(report.path)
    assert [one["path"] for one in kept["deleted"]] == ["export/rat/2026-07-2"]  # type: ignore[attr-defined]
    assert kept["failed"] == report.failed
    assert kept["finished"] is True


def test_a_second_report_of_the_same_second_leaves_the_first_as_it_is(tmp_path: Path) -> None:
    link(tmp_path, "2026-07-1", tmp_path)
    first = delete(tmp_path, exports(tmp_path), "rat", NOW).path
    second = delete(tmp_path, exports(tmp_path), "rat", NOW).path
    assert first != second
    assert len(told(first)["deleted"]) == 1  # type: ignore[arg-type]
