# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""Personal data leaves journal and papers for good; everything else is proved as before."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import run
from data_folder import BODY, MEETING, STREAM, tamper

from bot.council import load_council
from bot.domain import events as e
from bot.erasure import over
from bot.installation import Installation
from bot.store import Codec, Journal

from .test_yearbook import COUNCIL, with_periods

REASON = "letzter Bus"
GROUND = ("--ground", "VG Altenrode, 3 K 12/26")
PERIODS = COUNCIL.replace(
    "[[seat]]",
    """[rules.set."retention.absences"]
norm = "§ 22 GO"
value = 365

[[seat]]""",
    1,
)


def entry_of(folder: Path, kind: str, word: str) -> int:
    connection = sqlite3.connect(folder / "journal.db")
    query = "SELECT seq FROM entries WHERE stream = ? AND line LIKE ? AND line LIKE ?"
    [seq] = connection.execute(query, (STREAM, f'%"kind":"{kind}"%', f"%{word}%")).fetchone()
    connection.close()
    return int(seq)


def heads(folder: Path) -> list[str]:
    """Number and hash of all entries of the meeting."""
    connection = sqlite3.connect(folder / "journal.db")
    query = "SELECT line FROM entries WHERE stream = ? ORDER BY seq"
    lines = [json.loads(line) for (line,) in connection.execute(query, (STREAM,))]
    connection.close()
    return [f"{line['seq']} {line['hash']}" for line in lines]


def only_the_public_minutes(folder: Path) -> Path:
    """Leave one paper, which names the reason; each takes a second to be made."""
    papers = folder / "papers" / BODY / MEETING
    [kept] = [p for p in papers.glob("niederschrift-2*.html")]
    for path in papers.iterdir():
        if path != kept:
            path.unlink()
    return kept


def test_an_erased_reason_is_in_no_file_and_every_head_still_holds(
    var: Path, tmp_path: Path
) -> None:
    """Given published minutes that name a reason, journal and papers are without it afterwards;
    also if the machine died between journal and papers."""
    paper, before = only_the_public_minutes(var), heads(var)
    old = paper.read_bytes()
    with_periods(var, tmp_path, PERIODS)
    seq = entry_of(var, "member_left", REASON)
    assert REASON.encode() in old
    told = run("erase", STREAM, str(seq), *GROUND, "--data", var)
    assert told.exit_code == 0, told.output
    assert f"{STREAM}:{seq}  member_left.reason" in told.stdout
    assert heads(var) == before
    for path in (paper, var / "journal.db"):
        assert REASON.encode() not in path.read_bytes(), path.name
    [report] = (var / "retention").glob("*.json")
    kept = json.loads(report.read_text(encoding="utf-8"))
    assert kept["erased"] == [{"seq": seq, "kind": "member_left", "field": "reason"}]
    assert kept["papers made anew"] == [str(paper.relative_to(var))]

    done = report.read_bytes()
    report.unlink()
    paper.write_bytes(old)
    told = run("doctor", "--data", var, "--offline")
    assert told.exit_code == 1
    assert f"gremium retention --erase --body {BODY}" in told.stdout
    finished = run("retention", "--erase", "--data", var)
    assert "Finished 1" in finished.stderr, finished.output
    assert report.read_bytes() == done
    proved = run("verify", var)
    assert proved.exit_code == 0, proved.output
    assert "1 field was erased" in proved.stderr
    again = run("erase", STREAM, str(seq), *GROUND, "--data", var)
    assert again.exit_code == 3
    assert "Nothing is left to be erased" in again.output


def test_a_vote_cannot_be_erased_and_the_refusal_says_what_can(bare: Path) -> None:
    seq = entry_of(bare, "vote_cast", "no")
    told = run("erase", STREAM, str(seq), "--field", "choice", *GROUND, "--data", bare)
    assert told.exit_code == 3
    assert "Nothing can be erased" in told.output
    assert "absence_recorded" in told.output
    seq = entry_of(bare, "member_left", REASON)
    told = run("erase", STREAM, str(seq), "--field", "seat", *GROUND, "--data", bare)
    assert "only reason can be erased" in told.output
    assert "There is no entry 9999" in run("erase", STREAM, "9999", *GROUND, "--data", bare).output
    assert run("erase", STREAM, str(seq), "--ground", " ", "--data", bare).exit_code == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r',"disclosed":\{.*?\}\}', ""),  # taken out with nobody's order
        (REASON, "betrunken"),  # put another word in its place
    ],
)
def test_whoever_takes_out_or_changes_a_reason_in_the_database_is_found(
    bare: Path, old: str, new: str
) -> None:
    seq = entry_of(bare, "member_left", REASON)
    connection = sqlite3.connect(bare / "journal.db")
    query = "SELECT line FROM entries WHERE stream = ? AND seq = ?"
    [line] = connection.execute(query, (STREAM, seq)).fetchone()
    connection.close()
    found = re.search(old, line)
    assert found
    tamper(bare, STREAM, seq, found[0], new)
    told = run("verify", bare)
    assert told.exit_code == 1
    assert f"Entry {seq} of '{STREAM}' deviates" in told.stdout


def test_reasons_of_absence_are_due_a_year_after_the_minutes_were_approved(
    bare: Path, tmp_path: Path
) -> None:
    with_periods(bare, tmp_path, PERIODS)
    rules = load_council(tmp_path / "council.toml").law.on(datetime.now(UTC).date())
    approved = datetime(2026, 12, 17, tzinfo=UTC)

    async def due(days: int) -> list[str]:
        where = str(Installation.at(bare).journal)
        async with await Journal.open(where, codec=Codec[e.Event](e.Event), signer=None) as opened:
            found = await over(opened, BODY, rules, approved + timedelta(days=days))
        return [one.kind for due in found for one in due.fields]

    assert asyncio.run(due(365)) == []
    found = asyncio.run(due(367))
    assert set(found) == {"absence_recorded", "member_left"}
