# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""`gremium doctor` finds each fault that was planted, and says what to do."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import run
from council_bot import COUNCIL
from data_folder import STREAM, tamper
from sample_journal import evening

from bot.checkup import Patient, examine, judge_trust
from bot.domain.ids import BodyId, Key, SeatId, UserId
from bot.domain.roster import Body, Enrolment
from bot.domain.values import How, Role, Seat
from bot.homeserver.findings import Finding, Weight
from bot.installation import Installation
from bot.matrix.seeds import KeyFile

ROLES = (("1", Role.CHAIR), ("S", Role.CLERK), ("7", Role.MEMBER))
NOW = evening()[-1].at.astimezone(UTC) + timedelta(hours=1)


def patient(var: Path) -> Patient:
    """An installation without a homeserver that could be asked."""
    home = Installation.at(var)
    return Patient(
        home=home,
        councils=(),
        lock=KeyFile(path=home.root / "identity.key"),
        journal=str(home.journal),
        homeserver="",
        token="",
        embedded=False,
        now=lambda: NOW,
    )


async def errors(patient: Patient) -> list[Finding]:
    return [finding for finding in await examine(patient) if finding.weight is Weight.ERROR]


async def only_error(patient: Patient) -> Finding:
    [finding] = await errors(patient)
    assert finding.remedy
    return finding


async def test_a_sound_installation_has_no_errors(bare: Path) -> None:
    assert await errors(patient(bare)) == []


async def test_a_file_open_to_others_is_found(bare: Path) -> None:
    (bare / "login.json").write_text("{}")
    (bare / "login.json").chmod(0o644)
    found = {finding.subject: finding for finding in await errors(patient(bare))}
    # A login without the keys it was made with is the other finding.
    assert set(found) == {"files", "keys"}
    assert "chmod 600" in found["files"].remedy


async def test_a_key_file_that_does_not_fit_is_found(bare: Path) -> None:
    (bare / "identity.key").write_text("00" * 32)
    found = await errors(patient(bare))
    assert {finding.subject for finding in found} == {"keys"}
    assert len(found) == 2


async def test_keys_of_another_installation_are_found(bare: Path) -> None:
    """Seeds from another backup open, and would sign with another key."""
    other = Installation.at(bare.parent / "other")
    other.make()
    from bot.matrix import seeds  # noqa: PLC0415

    seeds.save(seeds.Seeds.generate(), other.root / "journal.seeds", patient(bare).lock or _no())
    (bare / "journal.seeds").write_bytes((other.root / "journal.seeds").read_bytes())
    finding = await only_error(patient(bare))
    assert "the journal names another key" in finding.sentence


def _no() -> KeyFile:
    raise AssertionError("the patient has a lock")


@pytest.mark.parametrize("name", ["identity.seeds", "journal.seeds"])
async def test_seeds_that_are_gone_are_an_error_once_the_bot_has_run(bare: Path, name: str) -> None:
    (bare / name).unlink()
    finding = await only_error(patient(bare))
    assert name in finding.sentence
    assert ("gremium identity restore" in finding.remedy) == (name == "identity.seeds")


async def test_a_replacement_that_was_begun_is_an_error(bare: Path) -> None:
    (bare / "identity.seeds").rename(bare / "identity.seeds.next")
    (bare / "identity.seeds").write_bytes((bare / "identity.seeds.next").read_bytes())
    (bare / "identity.seeds").chmod(0o600)
    finding = await only_error(patient(bare))
    assert "gremium identity replace" in finding.remedy


def test_a_disk_without_room_is_an_error(bare: Path, tmp_path: Path) -> None:
    """A real file system with next to nothing left."""
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)]
    try:
        done = subprocess.run(mount, capture_output=True, timeout=20, check=False)
    except FileNotFoundError:
        pytest.skip("mount(8) is missing")
    if done.returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        home = Path(shutil.copytree(bare, small / "var"))
        finding = asyncio.run(only_error(patient(home)))
        assert finding.subject == "disk"
        assert "MB are free" in finding.sentence
    finally:
        subprocess.run(["umount", str(small)], timeout=20, check=True)


def test_a_disk_that_takes_nothing_is_found(bare: Path, tmp_path: Path) -> None:
    """A real file system that is mounted read-only."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)]
    try:
        done = subprocess.run(mount, capture_output=True, timeout=20, check=False)
    except FileNotFoundError:
        pytest.skip("mount(8) is missing")
    if done.returncode:
        pytest.skip("this user may not mount a file system")
    try:
        home = Path(shutil.copytree(bare, disk / "var"))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], timeout=20, check=True)
        found = asyncio.run(errors(patient(home)))
        cannot = [finding for finding in found if "cannot be written" in finding.sentence]
        told = [finding for finding in cannot if finding.subject == "disk"]
        assert told
        assert all("mounted read-only" in finding.remedy for finding in told)
    finally:
        subprocess.run(["umount", str(disk)], timeout=20, check=True)


def test_suspended_and_unverified_seats_are_told_by_number() -> None:
    """No name appears: the result may be sent to whoever helps."""
    chair, clerk, member = (Seat(id=SeatId(n), name=f"Name {n}", role=role) for n, role in ROLES)
    known = {
        seat.id: Enrolment(user=UserId(f"@{seat.id}:x"), master=Key("k"), how=how, suspended=out)
        for seat, how, out in (
            (chair, How.CODE, False),
            (clerk, How.FIRST_USE, False),
            (member, How.SAS, True),
        )
    }
    body = Body(id=BodyId("rat"), seats={s.id: s for s in (chair, clerk, member)}, enrolments=known)
    found = {finding.weight: finding for finding in judge_trust(body, None)}
    assert "identity of seat 7 has changed" in found[Weight.ERROR].sentence
    assert "Seat S was enrolled unverified" in found[Weight.WARNING].sentence
    assert "1 of 3 seats" in found[Weight.FINE].sentence
    assert not any("Name" in finding.sentence for finding in found.values())


async def test_a_changed_journal_is_found(bare: Path) -> None:
    tamper(bare, STREAM, 3, "Ratssaal", "Bratsaal")
    finding = await only_error(patient(bare))
    assert finding.subject == "journal"
    assert "Entry 3" in finding.sentence


async def test_missing_papers_are_a_warning(bare: Path) -> None:
    found = [f for f in await examine(patient(bare)) if f.subject == "papers"]
    assert found
    assert {finding.weight for finding in found} == {Weight.WARNING}


async def test_a_clock_behind_the_journal_is_found(bare: Path) -> None:
    early = replace(patient(bare), now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    finding = await only_error(early)
    assert finding.subject == "clock"


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [("number = 3", "number = 2", "rat.toml, line"), ('kind = "council"', 'kind = "club"', "kind")],
)
async def test_a_council_file_the_bot_would_refuse_is_found(
    bare: Path, tmp_path: Path, old: str, new: str, word: str
) -> None:
    path = tmp_path / "rat.toml"
    path.write_text(COUNCIL.replace(old, new), encoding="utf-8")
    finding = await only_error(replace(patient(bare), councils=(path,)))
    assert finding.subject == "council"
    assert word in finding.sentence


async def test_values_of_the_law_nobody_read_are_a_warning(bare: Path, tmp_path: Path) -> None:
    path = tmp_path / "rat.toml"
    path.write_text(COUNCIL, encoding="utf-8")
    found = await examine(replace(patient(bare), councils=(path,)))
    [law] = [finding for finding in found if finding.subject == "law"]
    assert law.weight is Weight.WARNING
    assert "§ 36 Abs. 1 ThürKO" in law.sentence


async def test_a_homeserver_that_does_not_answer_is_found(bare: Path) -> None:
    silent = replace(patient(bare), homeserver="http://127.0.0.1:9", token="t")
    finding = await only_error(silent)
    assert finding.subject == "homeserver"


def test_an_error_ends_with_exit_code_1(tmp_path: Path) -> None:
    told = run("doctor", "--data", tmp_path / "nowhere", "--offline")
    assert told.exit_code == 1
    assert "There is no folder" in told.stdout
    assert "→ Name the bot's data folder" in told.stdout
