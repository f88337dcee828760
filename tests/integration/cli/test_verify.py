# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium verify` finds every byte somebody changed, and says where and what it means."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import run
from data_folder import BODY, MEETING, STREAM, cut_end, make_data_folder, tamper

from bot.domain import events as e
from bot.editions import PAPERS_FOLLOW


def papers(var: Path) -> list[Path]:
    return sorted((var / "papers" / BODY / MEETING).iterdir())


def test_a_sound_folder_is_proved_in_one_line(var: Path) -> None:
    told = run("verify", var)
    assert told.exit_code == 0, told.output
    assert re.fullmatch(
        r"ok: \d+ entries in 2 streams, signatures good, 8 papers follow from the journal; "
        r"head of rat/2026-07: \d+ [\wäöüß]+(-[\wäöüß]+){5}\n",
        told.stdout,
    )


def test_the_key_from_the_journal_itself_is_shown_to_be_compared(bare: Path) -> None:
    told = run("verify", bare)
    [key] = re.findall(r"[0-9a-f]{64}", told.stderr)
    assert "Compare it" in told.stderr
    given = run("verify", bare, "--key", key)
    assert given.exit_code == 0
    assert "Compare it" not in given.stderr


def test_another_key_than_the_one_given_is_a_deviation(bare: Path) -> None:
    told = run("verify", bare, "--key", "ab" * 32)
    assert told.exit_code == 1
    assert "Entry 1 of 'rat' deviates (signature)" in told.stdout
    assert "not written by the bot with this key" in told.stdout


def test_a_changed_vote_is_found_at_its_entry(bare: Path) -> None:
    connection = sqlite3.connect(bare / "journal.db")
    query = 'SELECT seq FROM entries WHERE stream = ? AND line LIKE \'%"choice":"no"%\''
    seq = connection.execute(query, (STREAM,)).fetchone()[0]
    connection.close()
    tamper(bare, STREAM, seq, '"choice":"no"', '"choice":"yes"')
    told = run("verify", bare)
    assert told.exit_code == 1
    assert f"Entry {seq} of '{STREAM}' deviates (digest)" in told.stdout
    assert "changed after it was written" in told.stdout


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_a_flipped_byte_in_a_paper_is_found(var: Path, suffix: str) -> None:
    paper = next(path for path in papers(var) if path.name.endswith(suffix))
    data = bytearray(paper.read_bytes())
    data[len(data) // 2] ^= 1
    paper.write_bytes(data)
    told = run("verify", var)
    assert told.exit_code == 1
    assert "deviates (follows)" in told.stdout
    assert paper.name in told.stdout


def with_other_words(var: Path) -> Path:
    """Let one paper be as another version of the program may have worded it."""
    paper = next(path for path in papers(var) if path.name.endswith("html"))
    paper.write_bytes(paper.read_bytes().replace(b"</main>", b"<p>Anders</p></main>"))
    return paper


@pytest.mark.parametrize(
    ("templates", "told"),
    [("", "made before versions were kept"), ("0.1.0+0123456789ab", "(0.1.0+0123456789ab, here ")],
)
def test_a_paper_of_another_version_that_differs_is_a_remark_and_no_deviation(
    tmp_path: Path, templates: str, told: str
) -> None:
    def mark(event: e.Event) -> e.Event:
        return replace(event, templates=templates) if isinstance(event, PAPERS_FOLLOW) else event

    var = asyncio.run(make_data_folder(tmp_path / "var", mark=mark))
    assert "8 papers follow" in run("verify", var).stdout
    paper = with_other_words(var)
    found = run("verify", var)
    assert found.exit_code == 0, found.output
    assert "7 papers follow" in found.stdout
    assert f"{paper.stem} was made" in found.stderr
    assert told in found.stderr


def test_a_paper_of_this_version_that_differs_is_a_deviation(var: Path) -> None:
    paper = with_other_words(var)
    found = run("verify", var)
    assert found.exit_code == 1
    assert paper.name in found.stdout


def test_a_paper_nobody_published_is_found(var: Path) -> None:
    first = next(path for path in papers(var) if path.suffix == ".pdf")
    forged = first.with_name("niederschrift-2026-07-9999.pdf")
    shutil.copyfile(first, forged)
    told = run("verify", var)
    assert told.exit_code == 1
    assert forged.name in told.stdout
    assert "no entry tells of" in told.stdout


def test_a_paper_that_is_gone_is_a_remark(var: Path) -> None:
    kept, gone = (path for path in papers(var) if path.name.startswith("einladung"))
    for path in papers(var):
        if path != kept:
            path.unlink()
    told = run("verify", var)
    assert told.exit_code == 0
    assert f"{gone.stem} was published and is not among the papers any more" in told.stderr


def test_a_letterhead_of_another_municipality_makes_no_paper(var: Path) -> None:
    [kept] = (var / "letterheads" / BODY).iterdir()
    kept.write_text(kept.read_text().replace('"municipality": ""', '"municipality": "Neustadt"'))
    told = run("verify", var)
    assert told.exit_code == 1
    assert "letterhead" in told.stdout


def test_a_missing_end_is_found_by_a_head_only(bare: Path) -> None:
    heads = run("verify", bare, "--heads").stdout.splitlines()[1:]
    head = next(line for line in heads if line.startswith(STREAM))
    number = int(head.split(":")[1])
    cut_end(bare, STREAM, number - 1)
    assert run("verify", bare).exit_code == 0
    told = run("verify", bare, "--expect-head", head)
    assert told.exit_code == 1
    assert f"the end after entry {number - 1}" in told.stdout


def test_a_head_that_was_read_aloud_fits(bare: Path) -> None:
    heads = run("verify", bare, "--heads").stdout.splitlines()[1:]
    for head in heads:
        assert run("verify", bare, "--expect-head", head).exit_code == 0
    stream, number, words = heads[0].split(":")
    other = "-".join(reversed(words.split("-")))
    assert run("verify", bare, "--expect-head", f"{stream}:{number}:{other}").exit_code == 1


def test_the_journal_file_alone_can_be_checked(bare: Path) -> None:
    assert "0 papers follow" in run("verify", bare / "journal.db").stdout


@pytest.mark.parametrize("what", ["nothing", "."])
def test_what_is_no_journal_is_told(tmp_path: Path, what: str) -> None:
    told = run("verify", tmp_path / what)
    assert told.exit_code == 3
    assert told.stderr.startswith("gremium: ")
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"not a database" * 100)
    told = run("verify", path)
    assert told.exit_code == 4
    assert "Traceback" not in told.output
